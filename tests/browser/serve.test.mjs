// `maquette serve` in a real browser: pages reload where they are, styles change without a reload, problems show over
// the page and go when they are cured.

import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawn, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile, rm, mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { ROOT, launch } from './harness.mjs';

const PROGRAM = process.env.MAQUETTE_BIN
  ?? [join(ROOT, 'target/release/maquette'), join(ROOT, 'target/debug/maquette')].find(existsSync);

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGE = 'content/en/index.md';
const running = new Set();
let browser, folder, good;

before(async () => {
  browser = await launch();
  folder = await mkdtemp(join(tmpdir(), 'maquette-serve-'));
  execFileSync(PROGRAM, ['init', folder], { stdio: 'ignore' });
  // Enough to scroll, and something to fold.
  good = (await readFile(join(folder, PAGE), 'utf8'))
    + '\n<details id="fold"><summary>More</summary>\n\nFolded.\n\n</details>\n'
    + '\nA paragraph.\n'.repeat(120);
  await save(PAGE, good);
});

after(async () => {
  // Those of tests that failed.
  for (const child of running) child.kill();
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

const save = async (path, text) => {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), text);
};

/** The program, serving; `port` is any free one for 0. */
async function serve(port = 0) {
  const child = spawn(PROGRAM, ['serve', folder, '--port', String(port), '--quiet'], { stdio: ['ignore', 'pipe', 'ignore'] });
  running.add(child);
  child.on('exit', () => running.delete(child));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return {
    origin: line.replace(/\/$/, ''),
    stop: async () => {
      const end = once(child, 'exit');
      child.kill();
      await end;
    },
  };
}

/** A page of a reader who was never here, that listens to news. */
async function open(origin, path, options = {}) {
  const context = await browser.newContext({ baseURL: origin, viewport: { width: 1000, height: 700 }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|refused/i.test(message.text())) page.complaints.push(message.text());
  });
  const hears = page.waitForResponse((response) => response.url().includes('/__maquette/events'));
  await page.goto(path);
  await hears;
  return page;
}

const overlay = (page) => page.locator('#maquette-problems [role=alertdialog]');

test('a page reloads where it is, and other pages do not', async () => {
  const server = await serve();
  const page = await open(server.origin, '/en/');
  const other = await open(server.origin, '/fr/');
  await other.evaluate(() => { window.__mark = true; });
  await page.locator('#fold summary').click();
  await page.evaluate(() => { window.__mark = true; scrollTo(0, 900); });
  await page.waitForFunction(() => scrollY === 900);
  await save(PAGE, good + '\nThe last words.\n');
  await page.getByText('The last words.').waitFor({ state: 'attached' });
  assert.equal(await page.evaluate(() => window.__mark), undefined, 'it was loaded anew');
  await page.waitForFunction(() => scrollY === 900);
  assert.equal(await page.locator('#fold').getAttribute('open'), '', 'what was unfolded still is');
  assert.equal(await other.evaluate(() => window.__mark), true, 'the French page had no reason to');
  assert.deepEqual([...page.complaints, ...other.complaints], []);
  await save(PAGE, good);
  await server.stop();
});

test('a style is swapped without a reload', async () => {
  const server = await serve();
  const page = await open(server.origin, '/en/');
  await page.evaluate(() => { window.__mark = true; });
  const css = await readFile(join(ROOT, 'themes/default/assets/site.css'), 'utf8');
  await save('themes/default/assets/site.css', css + '\nbody { outline: 3px solid rgb(1, 2, 3) }\n');
  await page.waitForFunction(() => getComputedStyle(document.body).outlineColor === 'rgb(1, 2, 3)');
  assert.equal(await page.evaluate(() => window.__mark), true);
  await page.waitForFunction(() => document.querySelectorAll('link[href*="assets/site.css"]').length === 1);
  assert.deepEqual(page.complaints, []);
  await server.stop();
});

test('errors show over the page with their places, and go when they are cured', async () => {
  const server = await serve();
  const page = await open(server.origin, '/en/');
  await save(PAGE, good + '\n[x](nowhere.md)\n');
  await overlay(page).waitFor();
  const text = await overlay(page).innerText();
  const line = good.split('\n').length + 1;
  assert.match(text, /1 error/);
  assert.match(text, new RegExp(`${PAGE}:${line}:5`));
  assert.match(text, /there is no page or file `nowhere\.md`/);
  assert.match(text, /link\/dead/);
  assert.match(text, /help: correct the path/);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'maquette-problems', 'it has the focus');
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run('#maquette-problems'));
  assert.deepEqual(violations.map((it) => it.id), []);
  // Out of the way by key, back by button.
  await page.keyboard.press('Escape');
  await overlay(page).waitFor({ state: 'detached' });
  await page.locator('#maquette-problems button').press('Enter');
  await overlay(page).waitFor();
  await page.getByRole('button', { name: 'Hide' }).click();
  await overlay(page).waitFor({ state: 'detached' });
  // Other errors bring it back.
  await save(PAGE, good + '\n[x](nowhere.md) [y](neither.md)\n');
  await overlay(page).waitFor();
  assert.match(await overlay(page).innerText(), /2 errors/);
  await save(PAGE, good);
  await page.locator('#maquette-problems').waitFor({ state: 'detached' });
  assert.equal(await page.locator('h1').count(), 1);
  assert.deepEqual(page.complaints, []);
  await server.stop();
});

test('warnings do not cover the page', async () => {
  const server = await serve();
  const page = await open(server.origin, '/en/');
  await save('content/en/alone.md', '# Alone\n\nText.\n');
  await page.locator('#maquette-problems button').waitFor();
  assert.equal(await overlay(page).count(), 0);
  assert.match(await page.locator('#maquette-problems button').innerText(), /warning/);
  await rm(join(folder, 'content/en/alone.md'));
  await page.locator('#maquette-problems').waitFor({ state: 'detached' });
  await server.stop();
});

test('a first build that fails shows why, and turns into the site', async () => {
  await save(PAGE, good + '\n[x](nowhere.md)\n');
  const server = await serve();
  const page = await open(server.origin, '/en/');
  await overlay(page).waitFor();
  assert.match(await overlay(page).innerText(), /nowhere\.md/);
  await save(PAGE, good);
  await page.locator('#fold').waitFor({ state: 'attached' });
  assert.deepEqual(page.complaints, []);
  await server.stop();
});

test('a page finds the server again', async () => {
  let server = await serve();
  const port = new URL(server.origin).port;
  const page = await open(server.origin, '/en/');
  await page.evaluate(() => { window.__mark = true; });
  await server.stop();
  await save(PAGE, good + '\nWritten meanwhile.\n');
  server = await serve(port);
  await page.getByText('Written meanwhile.').waitFor({ state: 'attached' });
  assert.equal(await page.evaluate(() => window.__mark), undefined);
  await save(PAGE, good);
  await server.stop();
});
