// Learning: the path remembers what is learned, terms tell their meaning, and the pages around them are for everybody.

import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { start } from './harness.mjs';

const site = await start();
after(site.stop);

const PATHS = { fr: '/fr/stacks/hubs-cloud-path.html', en: '/en/stacks/hubs-cloud-path.html' };
const WITH_TERMS = '/en/hubs-cloud.html';

test('what is learned is remembered over a reload, and forgotten on demand', async () => {
  const page = await site.page();
  await page.goto(PATHS.en);
  const count = page.locator('.progress [role=status]');
  const next = page.locator('.progress a');
  assert.equal(await count.textContent(), 'Services learned: 0 of 20');
  assert.equal(await next.textContent(), 'Start: Amazon Route 53');
  assert.equal(await page.locator('.progress button').isVisible(), false);
  const boxes = page.getByRole('checkbox', { name: 'Learned' });
  await boxes.nth(0).check();
  await boxes.nth(2).check();
  assert.equal(await count.textContent(), 'Services learned: 2 of 20');
  assert.equal(await next.textContent(), 'Continue: Amazon CloudFront', 'the first that is not learned');

  await page.reload();
  assert.equal(await count.textContent(), 'Services learned: 2 of 20');
  assert.equal(await boxes.nth(2).isChecked(), true);
  await page.goto(PATHS.fr);
  assert.equal(await count.textContent(), 'Services appris\u00a0: 2 sur 20', 'another language is the same path');

  await page.getByRole('button', { name: 'Tout recommencer' }).click();
  assert.equal(await count.textContent(), 'Services appris\u00a0: 0 sur 20');
  await page.reload();
  assert.equal(await count.textContent(), 'Services appris\u00a0: 0 sur 20');
  assert.equal(await page.locator('.is-learned').count(), 0);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('at the end of the path it says so', async () => {
  const page = await site.page();
  await page.goto(PATHS.en);
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  assert.match(await page.locator('.progress').textContent(), /You have reached the end of the path\./);
  assert.equal(await page.locator('.progress a').isVisible(), false);
  await page.context().close();
});

test('without scripts the path is all there, with nothing to tick', async () => {
  const page = await site.page({ scripts: false });
  await page.goto(PATHS.fr);
  assert.equal(await page.locator('.lesson').count(), 20);
  assert.equal(await page.locator('input').count(), 0);
  const lesson = page.locator('#lesson-ec2');
  assert.match(await lesson.textContent(), /Les serveurs App se trouvent dans le groupe App\./);
  assert.equal(await lesson.locator('a.console').count(), 1);
  assert.equal(await lesson.locator('svg').count(), 1);
  await page.context().close();
});

test('a term tells its meaning to the pointer and to the keyboard, and Escape closes it', async () => {
  const page = await site.page();
  await page.goto(WITH_TERMS);
  const term = page.locator('.term').first();
  const [link, tip] = [term.locator('a'), term.locator('.tip')];
  assert.equal(await tip.isVisible(), false);

  await link.hover();
  assert.equal(await tip.isVisible(), true);
  await tip.hover();
  assert.equal(await tip.isVisible(), true, 'the pointer can go into the bubble');
  await page.keyboard.press('Escape');
  assert.equal(await tip.isVisible(), false);
  await page.mouse.move(0, 0);

  await link.focus();
  assert.equal(await tip.isVisible(), true);
  const described = await link.getAttribute('aria-describedby');
  assert.equal(described, await tip.getAttribute('id'));
  await page.keyboard.press('Escape');
  assert.equal(await tip.isVisible(), false);
  assert.equal(await link.evaluate((a) => a === document.activeElement), true, 'the focus stays');

  await link.blur();
  await link.focus();
  assert.equal(await tip.isVisible(), true, 'it opens again once the reader comes back');
  await link.press('Enter');
  await page.waitForURL(/\/en\/glossary\.html#term-/);
  await page.locator(':target').waitFor();
  await page.context().close();
});

test('without scripts a term shows its meaning and leads to the glossary', async () => {
  const page = await site.page({ scripts: false });
  await page.goto(WITH_TERMS);
  const term = page.locator('.term').first();
  await term.locator('a').hover();
  assert.equal(await term.locator('.tip').isVisible(), true);
  assert.match(await term.locator('a').getAttribute('href'), /glossary\.html#term-/);
  await page.context().close();
});

test('each term is marked once, and none within a link, a heading or code', async () => {
  const page = await site.page();
  for (const path of [WITH_TERMS, '/fr/hubs-cloud.html', '/en/services/rds.html', '/en/costs.html']) {
    await page.goto(path);
    const hrefs = await page.locator('.term > a').evaluateAll((links) => links.map((a) => a.href));
    assert.equal(new Set(hrefs).size, hrefs.length, path);
    assert.equal(await page.locator('a .term, h2 .term, h3 .term, code .term, pre .term').count(), 0, path);
  }
  await page.goto('/en/glossary.html');
  assert.equal(await page.locator('.term').count(), 0);
  await page.context().close();
});

test('bubbles stay within a narrow window', async () => {
  const page = await site.page({ width: 320 });
  await page.goto(WITH_TERMS);
  for (const term of await page.locator('.term').all()) {
    await term.locator('a').focus();
    const box = await term.locator('.tip').boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 320, JSON.stringify(box));
    const link = await term.locator('a').evaluate((a) => a.getClientRects()[a.getClientRects().length - 1].bottom);
    assert.ok(Math.abs(box.y - link) < 16, `the bubble stands below its term: ${box.y}, ${link}`);
  }
  await page.context().close();
});

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

for (const lang of ['fr', 'en']) {
  for (const scheme of ['light', 'dark']) {
    test(`nothing stands in anybody's way: ${lang}, ${scheme}`, async () => {
      for (const width of [320, 1440]) {
        const page = await site.page({ scheme, width });
        for (const path of [PATHS[lang], `/${lang}/on-premises.html`, `/${lang}/cost-warnings.html`,
          `/${lang}/glossary.html`, `/${lang}/hubs-cloud.html`]) {
          await page.goto(path);
          if (path.endsWith('hubs-cloud.html')) await page.locator('.term a').first().focus();
          await page.evaluate(axe);
          // Drawings have tests of their own.
          const { violations } = await page.evaluate(() => window.axe.run({ exclude: ['.drawing svg'] }, {
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
          }));
          const told = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3)}`);
          assert.deepEqual(told, [], `${path} at ${width}`);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= width, `${path} is ${wide} wide at ${width}`);
        }
        await page.context().close();
      }
    });
  }
}
