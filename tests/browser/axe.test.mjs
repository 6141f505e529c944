// Every kind of page, in both languages and both schemes, on a wide and on a narrow screen: no violation of WCAG 2.2 AA
// nor of the best practices that axe knows. And what a browser's audit of a page would ask for, as far as that can be
// told without a network.

import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BOOK, start } from './harness.mjs';
import { PAGES } from './kinds.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const site = await start();
after(site.stop);

/** What axe finds on the page as it is now: a line for each kind of violation. */
export async function violations(page) {
  // Run from outside of the page: its policy lets no other script in.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const found = await window.axe.run(document, { runOnly: { type: 'tag', values: tags } });
    return found.violations.map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0].html.slice(0, 200)}`);
  });
}

for (const scheme of ['light', 'dark']) {
  for (const width of [320, 1440]) {
    test(`no page has a barrier (${scheme}, ${width} pixels wide)`, async () => {
      const page = await site.page({ scheme, width });
      const found = [];
      for (const [name, , path] of PAGES) {
        await page.goto(path);
        found.push(...(await violations(page)).map((said) => `${name}: ${said}`));
      }
      assert.deepEqual(found, []);
    });
  }
}

test('a barrier is found', async () => {
  const page = await site.page();
  await page.goto('/fr/health.html');
  await page.evaluate(() => document.querySelector('main').insertAdjacentHTML('beforeend', '<img src="x.png"><a href="#"></a>'));
  assert.deepEqual((await violations(page)).map((said) => said.split(' ')[0]).sort(), ['image-alt', 'link-name']);
});

test('the list of regions has no barrier', async () => {
  for (const scheme of ['light', 'dark']) {
    const page = await site.page({ scheme });
    await page.goto('/fr/services/lambda.html');
    await page.locator('#region-open').click();
    await page.getByRole('dialog').waitFor();
    assert.deepEqual(await violations(page), []);
  }
});

// What does not count towards the weight of a page: drawings, and the same in words below them.
const DRAWINGS = /<svg[^]*?<\/svg>|<details class="twin"[^]*?<\/details>|<section id="relations">[^]*?<\/section>/g;
// A path says about each of its services what others say on a page of its own.
const LIMITS = { path: 85_000 };

test('every page says what it is, in its language, and is light', async () => {
  const page = await site.page();
  const titles = new Map();
  for (const [name, lang, path] of PAGES) {
    await page.goto(path);
    const about = await page.evaluate(() => ({
      title: document.title,
      lang: document.documentElement.lang,
      viewport: document.querySelector('meta[name=viewport]')?.content,
      alternates: [...document.querySelectorAll('link[rel=alternate][hreflang]')].map((link) => link.hreflang),
    }));
    assert.ok(about.title && !titles.has(about.title), `${name} and ${titles.get(about.title)} have one title`);
    titles.set(about.title, name);
    assert.match(about.viewport, /width=device-width/, name);
    if (!lang) continue;
    assert.equal(about.lang, lang, name);
    assert.deepEqual(about.alternates.sort(), ['en', 'fr', 'x-default'], name);
    // What the page names; what comes after it has loaded is not asked for here.
    const html = await readFile(join(BOOK, path), 'utf8');
    const named = [...html.matchAll(/ (?:href|src)="([^"]+\.(?:css|js))"/g)].map(([, file]) => join(dirname(path), file));
    const sizes = await Promise.all(named.map(async (file) => (await stat(join(BOOK, file))).size));
    const size = sizes.reduce((sum, size) => sum + size, Buffer.byteLength(html.replace(DRAWINGS, '')));
    assert.ok(size < (LIMITS[name.split('-')[0]] ?? 60_000), `${name} loads ${size} bytes: ${named}`);
  }
  assert.deepEqual(page.complaints, []);
});

test('what can be pressed is large enough for a finger', async () => {
  const page = await site.page({ width: 320 });
  const small = [];
  for (const [name, , path] of PAGES) {
    await page.goto(path);
    small.push(...await page.evaluate((name) => [...document.querySelectorAll('button, summary, input, .button, .tool')]
      .map((element) => [element, element.getBoundingClientRect()])
      .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
      .map(([element, box]) => `${name}: ${element.outerHTML.slice(0, 90)} ${box.width}×${box.height}`), name));
  }
  assert.deepEqual(small, []);
});

test('robots, site icon and the files for programs are there', async () => {
  for (const file of ['robots.txt', 'llms.txt', 'en/llms.txt', '404.html', 'assets/favicon.svg', 'fr/services/lambda.md']) {
    assert.ok((await stat(join(BOOK, file))).size > 0, file);
  }
});
