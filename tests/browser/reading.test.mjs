// What surrounds every page: language, region, colours, navigation, contents; with and without scripts, on wide and on
// narrow screens, on paper.

import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { start } from './harness.mjs';
import { PAGES } from './kinds.mjs';

const site = await start();
after(site.stop);

test('the language switch keeps the page and the anchor, and is remembered', async () => {
  const page = await site.page();
  await page.goto('/fr/services/lambda.html#regions');
  await page.getByRole('navigation', { name: 'Langue' }).getByRole('link', { name: 'English' }).click();
  await page.waitForURL('**/en/services/lambda.html#regions');
  await page.goto('/');
  await page.waitForURL('**/en/index.html');
  await page.goto('/index.html#choose');
  assert.equal(await page.getByRole('link', { name: 'Lire en français' }).count(), 1);
});

test('the front page leads a newcomer to the language of the browser', async () => {
  for (const [locale, lang] of [['fr-CA', 'fr'], ['en-GB', 'en']]) {
    const page = await site.page({ locale });
    await page.goto('/');
    await page.waitForURL(`**/${lang}/index.html`);
  }
  const page = await site.page({ locale: 'ja' });
  await page.goto('/');
  assert.equal(await page.locator('.editions a').count(), 2);
});

test('the region switch rewrites every console link, and is remembered on other pages', async () => {
  const page = await site.page();
  await page.goto('/fr/services/lambda.html');
  const opener = page.getByRole('link', { name: 'Ouvrir la console' });
  assert.match(await opener.getAttribute('href'), /eu-west-1/);
  await page.locator('#region-open').press('Enter');
  const field = page.getByRole('combobox', { name: 'Chercher une région' });
  await field.fill('sao paulo');
  await field.press('Enter');
  assert.equal(await page.getByRole('dialog').count(), 0);
  for (const link of await page.locator('a[data-console]').all()) {
    assert.match(await link.getAttribute('href'), /sa-east-1/);
  }
  assert.match(await page.locator('.region-here').innerText(), /São Paulo.*sa-east-1/);
  assert.match(await page.locator('tr.chosen').innerText(), /sa-east-1/);
  await page.reload();
  assert.match(await opener.getAttribute('href'), /sa-east-1/);
  await page.goto('/en/services/index.html');
  assert.match(await page.locator('a[data-console]').first().getAttribute('href'), /sa-east-1/);
  assert.match(await page.locator('#region-open').innerText(), /South America \(São Paulo\)/);
  assert.deepEqual(page.complaints, []);
});

test('a service that a region lacks has no link there, and the page says so', async () => {
  const page = await site.page();
  await page.goto('/en/services/ses.html');
  await page.locator('#region-open').click();
  const field = page.getByRole('combobox');
  const lacking = await page.locator('a[data-console]').first().getAttribute('data-not-offered');
  const code = lacking.split(' ')[0];
  await field.fill(code);
  await field.press('Enter');
  const link = page.locator('.door a.console');
  assert.equal(await link.getAttribute('href'), null);
  assert.match(await page.locator('.door .elsewhere').innerText(), /not offered in region/);
  await page.locator('#region-open').click();
  await field.fill('ireland');
  await field.press('Enter');
  assert.match(await link.getAttribute('href'), /eu-west-1/);
  assert.equal(await page.locator('.elsewhere').count(), 0);
});

test('the list of regions is grouped, moves with the arrows and closes with Escape', async () => {
  const page = await site.page();
  await page.goto('/fr/index.html');
  await page.locator('#region-open').click();
  const dialog = page.getByRole('dialog', { name: 'Choisir une région' });
  await dialog.waitFor();
  const groups = await dialog.getByRole('group').evaluateAll((all) => all.map((group) => group.firstChild.textContent));
  assert.ok(groups.includes('Asie-Pacifique') && groups.includes('Europe'), groups.join());
  const active = () => page.evaluate(() => document.activeElement.getAttribute('aria-activedescendant'));
  assert.equal(await active(), 'region-eu-west-1');
  await page.keyboard.press('ArrowDown');
  const next = await active();
  assert.notEqual(next, 'region-eu-west-1');
  await page.keyboard.press('ArrowUp');
  assert.equal(await active(), 'region-eu-west-1');
  await page.keyboard.type('zzz');
  assert.equal(await dialog.getByRole('status').innerText(), 'Aucune région de ce nom');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('dialog').count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'region-open');
});

test('the colour switch turns the page and its drawings', async () => {
  const page = await site.page({ scheme: 'light' });
  await page.goto('/fr/stacks/hubs-cloud.html');
  const colours = () => page.evaluate(() => [
    getComputedStyle(document.body).backgroundColor,
    getComputedStyle(document.querySelector('.mq-drawing .mq-canvas')).fill,
  ]);
  const light = await colours();
  assert.deepEqual(light, ['rgb(255, 255, 255)', 'rgb(255, 255, 255)']);
  const button = page.locator('#scheme-switch');
  await button.click();
  assert.deepEqual(await colours(), light, 'light by choice');
  await button.click();
  const dark = await colours();
  assert.notEqual(dark[0], light[0]);
  assert.notEqual(dark[1], light[1]);
  await page.reload();
  assert.deepEqual(await colours(), dark, 'it is remembered');
  assert.match(await button.getAttribute('aria-label'), /sombres/);
});

test('the contents follow the reader', async () => {
  const page = await site.page();
  await page.goto('/en/hubs-cloud.html');
  const links = page.locator('.contents a');
  const last = links.nth((await links.count()) - 2);
  await page.evaluate((id) => document.getElementById(id).scrollIntoView(), (await last.getAttribute('href')).slice(1));
  await page.waitForFunction(() => document.querySelectorAll('.contents [aria-current]').length === 1);
  const current = await page.locator('.contents [aria-current]').getAttribute('href');
  assert.notEqual(current, await links.first().getAttribute('href'));
});

test('the list of pages is a drawer on a small screen, and folds', async () => {
  const page = await site.page({ width: 320, height: 700 });
  await page.goto('/fr/hubs-cloud.html');
  const menu = page.locator('#menu');
  assert.equal(await menu.isVisible(), false);
  await page.getByRole('button', { name: 'Menu' }).click();
  assert.equal(await menu.isVisible(), true);
  const part = menu.locator('details.part').first();
  await part.locator('summary').click();
  await page.keyboard.press('Escape');
  assert.equal(await menu.isVisible(), false);
  await page.reload();
  assert.equal(await part.evaluate((part) => part.open), false, 'what was folded stays folded');
  await page.getByRole('button', { name: 'Menu' }).click();
  assert.equal(await menu.isVisible(), true);
  await page.locator('.site-title').focus();
  assert.equal(await menu.isVisible(), false, 'whoever goes on has left it');
});

test('nothing sticks out at 320 pixels, nor at 1440', async () => {
  for (const width of [320, 1440]) {
    const page = await site.page({ width });
    for (const [name, , path] of PAGES) {
      await page.goto(path);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${name} is ${wide} pixels wide at ${width}`);
    }
    assert.deepEqual(page.complaints, []);
  }
});

test('without scripts everything is there to read and to follow', async () => {
  const page = await site.page({ scripts: false, width: 375 });
  await page.goto('/');
  await page.getByRole('link', { name: 'Lire en français' }).click();
  assert.match(page.url(), /\/fr\/index\.html$/);
  await page.locator('#menu-open').click();
  await page.locator('#menu').getByRole('link', { name: 'Services' }).click();
  await page.getByRole('link', { name: 'AWS Lambda' }).first().click();
  assert.match(await page.getByRole('link', { name: 'Ouvrir la console' }).getAttribute('href'), /eu-west-1/);
  assert.ok((await page.locator('#regions tbody tr a').count()) > 20, 'a link for every region');
  for (const id of ['#search-open', '#region-open', '#scheme-switch']) {
    assert.equal(await page.locator(id).isVisible(), false, `${id} needs scripts`);
  }
});

test('on paper there is the text alone, dark on white', async () => {
  const page = await site.page({ scheme: 'dark' });
  await page.goto('/fr/services/lambda.html');
  await page.emulateMedia({ media: 'print' });
  for (const id of ['.site-header', '#menu', '.contents', '.breadcrumbs', '.site-footer']) {
    assert.equal(await page.locator(id).isVisible(), false, id);
  }
  const [ground, canvas] = await page.evaluate(() => [
    getComputedStyle(document.querySelector('main')).color,
    getComputedStyle(document.querySelector('.mq-drawing .mq-canvas')).fill,
  ]);
  assert.deepEqual([ground, canvas], ['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
});
