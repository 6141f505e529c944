// The search, as readers of the shipped site use it: by keyboard, in both languages, with and without accents.

import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { BOOK, start } from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const site = await start();
after(site.stop);

/** Waits until the results are those of what stands in the field, and gives their titles. */
async function type(page, query) {
  await page.keyboard.press('Control+a');
  await page.keyboard.type(query);
  return results(page, query);
}

async function results(page, query) {
  // The last letter has been answered when asking again, by hand, finds as many.
  const count = await page.evaluate(async (text) => (await maquette.search.ask(text)).found.length, query);
  const said = page.locator('.search-count');
  await said.filter({ hasText: count ? new RegExp(`(^|\\D)${count}(\\D|$)`) : /“|«/ }).waitFor();
  return page.locator('.search-title').allTextContents();
}

async function open(path, key = '/', options = {}) {
  const page = await site.page(options);
  await page.goto(path);
  await page.keyboard.press(key);
  await page.locator('.search-input:focus').waitFor();
  return page;
}

test('whatever a service is called, its page comes first, in each language', async () => {
  for (const lang of ['en', 'fr']) {
    const page = await open(`/${lang}/`);
    for (const query of ['alb', 'ELB', 'load balancer', 'Load-Balancers', 'répartiteur de charge', 'repartiteur de charge']) {
      const titles = await type(page, query);
      assert.match(titles[0], /^Elastic Load Balancing/, `${lang}: ${query}: ${titles}`);
    }
    assert.deepEqual(page.complaints, []);
  }
});

test('accents, endings and elisions do not matter', async () => {
  const page = await open('/fr/', 'Control+k');
  const wanted = await type(page, 'réseau');
  assert.ok(wanted.length > 2);
  for (const query of ['reseau', 'RÉSEAU', 're\u0301seau', 'le réseau'.slice(3)]) {
    assert.deepEqual(await type(page, query), wanted, query);
  }
  const forms = await type(page, 'reseaux');
  assert.ok(forms.some((title) => wanted.includes(title)), forms);
  assert.ok((await type(page, 'l’hôte')).length > 0);
  await type(page, 'chifrement');
  assert.ok((await page.locator('.search-result mark').allTextContents()).includes('chiffrement'));
  assert.deepEqual(page.complaints, []);
});

test('arrows choose, Enter opens, and the words are marked', async () => {
  const page = await open('/fr/services/ec2.html');
  await type(page, 'reseau');
  const options = page.locator('[role=option]');
  assert.equal(await options.nth(0).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('ArrowDown');
  assert.equal(await options.nth(1).getAttribute('aria-selected'), 'true');
  assert.equal(await page.locator('.search-input').getAttribute('aria-activedescendant'), 'search-result-1');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  assert.equal(await options.last().getAttribute('aria-selected'), 'true');
  await page.keyboard.press('ArrowDown');
  const marks = await page.locator('.search-result mark').allTextContents();
  assert.ok(marks.some((mark) => mark.includes('éseau')), marks);
  const href = await options.nth(0).evaluate((link) => link.href);
  await page.keyboard.press('Enter');
  await page.waitForURL(href);
  assert.equal(await page.locator('h1').count(), 1);
});

test('a term of the glossary is found where it stands, a heading too', async () => {
  const page = await open('/en/');
  await type(page, 'availability zone');
  await page.locator('.search-result[href$="glossary.html#term-availability-zone"]').first().waitFor();
  await page.locator('.search-result[href$="glossary.html#term-availability-zone"]').first().click();
  await page.waitForURL(/glossary\.html#term-availability-zone$/);
});

test('Enter before the answer opens the first result when it is there', async () => {
  const page = await open('/en/');
  await page.locator('.search-input').evaluate((input) => {
    input.value = 'elb';
    input.dispatchEvent(new Event('input'));
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  });
  await page.waitForURL(/services\/elb\.html/);
});

test('Escape gives the focus back; a slash in a field is a slash', async () => {
  const page = await site.page();
  await page.goto('/en/');
  await page.locator('#search-open').focus();
  await page.keyboard.press('Enter');
  await page.locator('.search-input:focus').waitFor();
  await page.keyboard.type('a/');
  assert.equal(await page.locator('.search-input').inputValue(), 'a/');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('dialog.search[open]').count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'search-open');
  await page.keyboard.press('Control+k');
  await page.locator('.search-input:focus').waitFor();
});

test('nothing found is said, with what else to try; so is an index that cannot be loaded', async () => {
  const page = await open('/fr/');
  assert.deepEqual(await type(page, 'xyzzyq'), []);
  assert.match(await page.locator('.search-count').textContent(), /xyzzyq/);
  assert.match(await page.locator('.search-hint').textContent(), /Essayez/);
  const offline = await site.page();
  await offline.route('**/assets/search/**', (route) => route.abort());
  await offline.goto('/fr/');
  await offline.keyboard.press('/');
  await offline.locator('.search-count', { hasText: 'index' }).waitFor();
  await offline.unroute('**/assets/search/**');
  assert.match((await type(offline, 'elb'))[0], /Elastic/);
});

test('an older answer does not overtake a newer one', async () => {
  const page = await open('/en/');
  await type(page, 'elb');
  // The records of the first query are held back until the second is answered.
  await page.evaluate(async () => {
    const { load } = maquette.search;
    window.held = [];
    maquette.search.load = (name, mark) => new Promise((done) => window.held.push(() => load(name, mark).then(done)));
  });
  await page.locator('.search-input').fill('bucket');
  await page.locator('.search-input').fill('elb');
  await page.evaluate(() => { window.held.splice(0).forEach((go) => go()); });
  await page.locator('.search-title', { hasText: 'Elastic Load Balancing' }).first().waitFor();
  assert.match((await page.locator('.search-title').allTextContents())[0], /^Elastic/);
});

test('it works from a disk', async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  await page.goto(pathToFileURL(join(BOOK, 'fr/services/elb.html')).href);
  await page.keyboard.press('/');
  await page.locator('.search-input:focus').waitFor();
  await type(page, 'reseau');
  await page.keyboard.press('Enter');
  await page.waitForURL((address) => address.protocol === 'file:' && !address.pathname.endsWith('/elb.html'));
  assert.equal(await page.locator('h1').count(), 1);
  await context.close();
});

test('nobody is kept out: axe finds nothing, in both schemes', async () => {
  for (const scheme of ['light', 'dark']) {
    for (const width of [320, 1440]) {
      const page = await open('/fr/', '/', { scheme, width, bypassCSP: true });
      await type(page, 'repartiteur');
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => axe.run('dialog.search'));
      assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]), [], `${scheme} ${width}`);
      const box = await page.locator('dialog.search').boundingBox();
      if (width === 320) assert.deepEqual([box.x, box.y, box.width], [0, 0, 320]);
      const isWide = await page.locator('dialog.search').evaluate((dialog) => dialog.scrollWidth > dialog.clientWidth);
      assert.equal(isWide, false);
    }
  }
});
