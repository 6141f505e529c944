// Drawings in pages: what lights, zooms, fills the screen, is copied and played; what stands there without scripts, on
// paper and in narrow windows.

import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { start } from './harness.mjs';

const site = await start();
after(site.stop);
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const STACK = '/en/stacks/hubs-cloud.html';
const OVERVIEW = '#view-overview .plate';
const FLOW = '#flow-join-a-room';

async function open(path, options) {
  const page = await site.page(options);
  await page.goto(path);
  return page;
}

const shown = (locator) => locator.evaluate((node) => Number(getComputedStyle(node).opacity));
const node = (page, within, id) => page.locator(`${within} .mq-node[data-id="${id}"]`);
const edge = (page, within, from, to) => page.locator(`${within} .mq-edge[data-from="${from}"][data-to="${to}"]`).first();
const width = (page, within) => page.locator(`${within} .drawing svg`).evaluate((svg) => svg.getBoundingClientRect().width);
const tool = (page, within, name) => page.locator(within).getByRole('button', { name, exact: true });

/** What a change leads to, however many frames that takes. */
const until = (page, check, ...values) => page.waitForFunction(check, values.length > 1 ? values : values[0]);

test('a node that is pointed at is lit with its connections and their ends, the rest is dimmed', async () => {
  const page = await open(STACK);
  await node(page, OVERVIEW, 'cdn-site').hover();
  for (const id of ['cdn-site', 'users', 'assets', 'network', 'certs-cdn', 'worldwide', 'aws']) {
    assert.equal(await shown(node(page, OVERVIEW, id)), 1, id);
  }
  assert.equal(await shown(edge(page, OVERVIEW, 'users', 'cdn-site')), 1);
  for (const id of ['dns', 'budgets', 'media']) assert.ok(await shown(node(page, OVERVIEW, id)) < 0.5, id);
  assert.ok(await shown(edge(page, OVERVIEW, 'users', 'dns')) < 0.5);
  assert.equal(await page.locator('#view-media .lighting').count(), 0, 'other drawings are as they were');
  await page.mouse.move(0, 0);
  assert.equal(await shown(node(page, OVERVIEW, 'dns')), 1);
  assert.deepEqual(page.complaints, []);
});

test('a group lights what it holds, and a connection its two ends', async () => {
  const page = await open(STACK);
  await node(page, '#view-network', 'app-group').hover();
  assert.equal(await shown(node(page, '#view-network', 'app')), 1);
  assert.equal(await shown(node(page, '#view-network', 'database')), 1, 'what it is connected with');
  await edge(page, '#view-network', 'users', 'stream').locator('text').first().hover();
  assert.equal(await shown(node(page, '#view-network', 'stream')), 1);
  assert.ok(await shown(node(page, '#view-network', 'app')) < 0.5);
});

test('the keyboard goes through a drawing in the order of the flow and lights as the pointer does', async () => {
  const page = await open(STACK);
  const within = '#view-network';
  await page.locator(`${within} .drawing`).focus();
  const order = [];
  for (let stop = 0; stop < 20; stop += 1) {
    await page.keyboard.press('Tab');
    const id = await page.evaluate(() => document.activeElement.closest('.mq-node')?.dataset.id);
    if (!id) break;
    order.push(id);
    assert.equal(await shown(node(page, within, id)), 1);
    assert.equal(await page.locator(`${within} svg.lighting`).count(), 1, id);
  }
  assert.equal(order[0], 'users', 'no link, but connected');
  const tops = await Promise.all(order.map((id) => node(page, within, id).evaluate((one) => one.getBoundingClientRect().top)));
  assert.deepEqual(tops, [...tops].sort((a, b) => a - b), `down the page: ${order}`);
  assert.ok(order.includes('database') && order.includes('stream'));
  await page.keyboard.press('Tab');
  assert.equal(await page.locator(`${within} svg.lighting`).count(), 0);
});

test('a finger follows links at once, and lights what is none', async () => {
  const page = await open(STACK, { hasTouch: true, width: 1000 });
  await node(page, '#view-network', 'users').tap();
  await until(page, () => document.querySelector('#view-network svg.lighting'));
  assert.ok(await shown(node(page, '#view-network', 'database')) < 0.5);
  await node(page, '#view-network', 'database').tap();
  await page.waitForURL('**/services/rds.html');
});

test('a closed group opens into the view that details it', async () => {
  const page = await open(STACK);
  for (const [id, view] of [['network', 'network'], ['media', 'processing'], ['security', 'upkeep'], ['operations', 'upkeep']]) {
    const box = node(page, OVERVIEW, id);
    assert.equal(await box.getAttribute('href'), `#view-${view}`);
    assert.match(await box.locator('title').textContent(), /^Opens the drawing “/);
  }
  await node(page, OVERVIEW, 'network').click();
  assert.match(page.url(), /#view-network$/);
  await page.goto('/fr/services/lambda.html');
  assert.equal(await node(page, 'main', 'media').getAttribute('href'), '../stacks/hubs-cloud.html#view-processing');
});

test('a large drawing zooms by buttons, keys and the wheel; the page scrolls as ever', async () => {
  const page = await open(STACK);
  await page.locator(OVERVIEW).scrollIntoViewIfNeeded();
  const fitted = await width(page, OVERVIEW);
  await tool(page, OVERVIEW, 'Zoom in').click();
  assert.ok(Math.abs(await width(page, OVERVIEW) - 1.25 * fitted) < 2);
  assert.match(await page.locator(`${OVERVIEW} [role=status]`).textContent(), /^\d+ %$/);
  await tool(page, OVERVIEW, 'Fit to the frame').click();
  assert.equal(await width(page, OVERVIEW), fitted);

  await page.locator(`${OVERVIEW} .drawing`).focus();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  const large = await width(page, OVERVIEW);
  assert.ok(large > 1.5 * fitted);
  await page.locator(`${OVERVIEW} .drawing`).evaluate((frame) => frame.scrollTo({ left: 0, behavior: 'instant' }));
  await page.keyboard.press('ArrowRight');
  await until(page, (within) => document.querySelector(`${within} .drawing`).scrollLeft > 0, OVERVIEW);
  await page.keyboard.press('-');
  assert.ok(await width(page, OVERVIEW) < large);
  await page.keyboard.press('0');
  assert.equal(await width(page, OVERVIEW), fitted);

  const frame = page.locator(`${OVERVIEW} .drawing`);
  await frame.evaluate((one) => one.scrollIntoView({ block: 'center', behavior: 'instant' }));
  const box = await frame.boundingBox();
  await page.mouse.move(box.x + 300, box.y + box.height / 2);
  const before = await page.evaluate(() => scrollY);
  await page.mouse.wheel(0, 120);
  await until(page, (y) => scrollY > y, before);
  assert.equal(await width(page, OVERVIEW), fitted, 'the wheel alone scrolls the page');
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -120);
  await page.keyboard.up('Control');
  await until(page, ([within, old]) => document.querySelector(`${within} svg`).getBoundingClientRect().width > old, OVERVIEW, fitted);
  assert.deepEqual(page.complaints, []);
});

test('a mouse that is held moves the drawing and follows no link', async () => {
  const page = await open(STACK);
  await tool(page, OVERVIEW, 'Zoom in').click();
  await node(page, OVERVIEW, 'cdn-files').scrollIntoViewIfNeeded();
  const left = () => page.locator(`${OVERVIEW} .drawing`).evaluate((frame) => frame.scrollLeft);
  const [address, before] = [page.url(), await left()];
  const box = await node(page, OVERVIEW, 'cdn-files').boundingBox();
  await page.mouse.move(box.x + 20, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + 100, box.y + 10, { steps: 4 });
  await page.mouse.move(box.x - 60, box.y + 10, { steps: 4 });
  await page.mouse.up();
  assert.ok(await left() > before);
  assert.equal(page.url(), address);
});

test('two fingers zoom', async () => {
  const page = await open(STACK, { hasTouch: true, width: 800 });
  await page.locator(`${OVERVIEW} .drawing`).evaluate((frame) => frame.scrollIntoView({ block: 'center', behavior: 'instant' }));
  const before = await width(page, OVERVIEW);
  const box = await page.locator(`${OVERVIEW} .drawing`).boundingBox();
  const touch = await page.context().newCDPSession(page);
  const fingers = (apart) => [-1, 1].map((side, id) => ({ x: box.x + box.width / 2 + side * apart, y: box.y + box.height / 2, id }));
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(40) });
  for (const apart of [50, 60, 70, 80]) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(apart) });
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  assert.ok(await width(page, OVERVIEW) > 1.5 * before);
});

test('a drawing that fits has no zoom, and no key of its own', async () => {
  const page = await open(STACK);
  const fitted = await width(page, '#view-network');
  assert.equal(await tool(page, '#view-network', 'Zoom in').count(), 0);
  await page.locator('#view-network .drawing').focus();
  await page.keyboard.press('+');
  assert.equal(await width(page, '#view-network'), fitted);
  assert.equal(await tool(page, '#view-network', 'Full screen').count(), 1);
});

for (const way of ['the browser’s', 'a dialog']) {
  test(`full screen, by ${way}: all of it is seen, the wheel zooms, Escape leaves`, async () => {
    const page = await open(STACK);
    if (way === 'a dialog') await page.evaluate(() => { Element.prototype.requestFullscreen = undefined; });
    const before = await width(page, OVERVIEW);
    await tool(page, OVERVIEW, 'Full screen').click();
    await page.waitForSelector('.plate.full');
    const [svg, frame] = await Promise.all(['svg', '.drawing'].map((part) => page.locator(`.plate.full ${part}`).first()));
    const drawn = await page.locator('.plate.full .drawing svg').boundingBox();
    const around = await page.locator('.plate.full .drawing').boundingBox();
    assert.ok(svg && frame && drawn.width <= around.width && drawn.height <= around.height);
    assert.ok(around.height > 600, 'the drawing has most of the screen');
    assert.ok(await tool(page, '.plate.full', 'Leave full screen').evaluate((one) => one === document.activeElement));
    await page.mouse.move(around.x + 400, around.y + 300);
    await page.mouse.wheel(0, -100);
    await until(page, (old) => document.querySelector('.plate.full .drawing svg').getBoundingClientRect().width > old, drawn.width);
    if (way === 'a dialog') await page.keyboard.press('Escape');
    else await page.evaluate(() => document.exitFullscreen());
    await until(page, () => !document.querySelector('.plate.full, dialog'));
    assert.equal(await width(page, OVERVIEW), before);
    assert.ok(await tool(page, OVERVIEW, 'Full screen').evaluate((one) => one === document.activeElement));
    assert.deepEqual(page.complaints, []);
  });
}

/** A picture as the browser reads it: its size, and how many of its colours differ. */
const colours = (page, address) => page.evaluate(async (src) => {
  const picture = new Image();
  picture.src = src;
  await picture.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
  const paint = canvas.getContext('2d');
  paint.drawImage(picture, 0, 0);
  const pixels = new Uint32Array(paint.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  const [red, green, blue] = paint.getImageData(2, 2, 1, 1).data;
  return { width: canvas.width, height: canvas.height, count: new Set(pixels).size, corner: [red, green, blue] };
}, address);

test('copied as SVG, it is whole, in the colours that show, and stands alone', async () => {
  const page = await open(STACK, { scheme: 'dark', permissions: ['clipboard-read', 'clipboard-write'] });
  await node(page, OVERVIEW, 'dns').hover();
  await tool(page, OVERVIEW, 'Copy as SVG').click();
  await page.getByText('Copied', { exact: true }).waitFor();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(text, /^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  assert.doesNotMatch(text, /class=|style=|opacity="0\.1/);
  assert.ok(text.includes(`href="${site.origin}/en/services/route53.html"`), 'links are whole');
  const found = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    const name = [...parsed.querySelectorAll('text')].find((one) => one.textContent === 'Route 53');
    return { faults: parsed.querySelectorAll('parsererror').length, name: name.closest('[fill]').getAttribute('fill'), size: name.closest('[font-size]').getAttribute('font-size') };
  }, text);
  assert.deepEqual(found, { faults: 0, name: 'rgb(230, 237, 243)', size: '14px' });
  assert.deepEqual(page.complaints, []);
});

test('copied as PNG, it is a picture of twice its size and not blank', async () => {
  const page = await open(STACK, { permissions: ['clipboard-read', 'clipboard-write'] });
  await tool(page, '#view-network', 'Copy as PNG').click();
  await page.locator('#view-network').getByText('Copied', { exact: true }).waitFor();
  const address = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    return URL.createObjectURL(await item.getType('image/png'));
  });
  const size = await page.locator('#view-network svg.mq-drawing').evaluate((svg) => [2 * svg.viewBox.baseVal.width, 2 * svg.viewBox.baseVal.height]);
  const found = await colours(page, address);
  assert.deepEqual([found.width, found.height], size);
  assert.ok(found.count > 50, `${found.count} colours`);
  assert.deepEqual(found.corner, [255, 255, 255]);
});

test('without a clipboard it is saved as a file', async () => {
  const page = await open(STACK);
  await page.evaluate(() => { Object.defineProperty(navigator, 'clipboard', { value: undefined }); });
  for (const [name, file, begin] of [
    ['Copy as PNG', 'hubs-cloud.view-network.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ['Copy as SVG', 'hubs-cloud.view-network.svg', Buffer.from('<svg ')],
  ]) {
    const [saved] = await Promise.all([page.waitForEvent('download'), tool(page, '#view-network', name).click()]);
    assert.equal(saved.suggestedFilename(), file);
    const bytes = await readFile(await saved.path());
    assert.deepEqual(bytes.subarray(0, begin.length), begin);
    await page.locator('#view-network').getByText('Saved as a file').waitFor();
  }
});

test('the file beside the page is the drawing', async () => {
  const page = await open(STACK);
  const link = page.locator('#view-network .plate-file');
  const answer = await page.request.get(new URL(await link.getAttribute('href'), page.url()).href);
  assert.equal(answer.status(), 200);
  assert.match(await answer.text(), /^<svg [\s\S]*<style>[\s\S]*<\/svg>\n$/);
});

test('a flow plays by buttons and by keys, and lights the connection of each step', async () => {
  const page = await open(STACK);
  const current = () => page.locator(`${FLOW} .steps > [aria-current=step]`);
  const said = page.locator(`${FLOW} .player-said`);
  assert.equal(await current().count(), 0, 'nothing plays by itself');
  assert.equal(await page.locator(`${FLOW} .lighting`).count(), 0);
  await tool(page, FLOW, 'Next step').click();
  assert.match(await said.textContent(), /^Step 1 of 9/);
  assert.equal(await shown(edge(page, FLOW, 'users', 'dns')), 1);
  assert.equal(await shown(node(page, FLOW, 'dns')), 1);
  assert.ok(await shown(edge(page, FLOW, 'users', 'alb')) < 0.5);
  assert.ok(await shown(node(page, FLOW, 'app')) < 0.5);
  assert.ok(await tool(page, FLOW, 'Previous step').getAttribute('aria-disabled'));

  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.match(await said.textContent(), /^Step 3 of 9.*hands the request/s);
  assert.equal(await shown(edge(page, FLOW, 'alb', 'app')), 1);
  await page.keyboard.press('ArrowLeft');
  assert.equal(await current().getAttribute('data-to'), 'alb');
  await page.keyboard.press('End');
  assert.match(await said.textContent(), /^Step 9 of 9/);
  assert.ok(await tool(page, FLOW, 'Next step').evaluate((next) => next === document.activeElement), 'the focus stays');
  await tool(page, FLOW, 'Start over').click();
  assert.match(await said.textContent(), /^Step 1 of 9/);
  await page.keyboard.press('Escape');
  assert.equal(await current().count(), 0);
  assert.equal(await page.locator(`${FLOW} .lighting`).count(), 0);
  assert.deepEqual(page.complaints, []);
});

test('in a narrow window each step is moved to where it can be seen', async () => {
  const page = await open('/fr/stacks/hubs-cloud.html', { width: 320, height: 640 });
  for (let step = 0; step < 9; step += 1) {
    await tool(page, FLOW, 'Étape suivante').click();
    const isSeen = await page.locator(FLOW).evaluate((flow) => {
      const frame = flow.querySelector('.drawing').getBoundingClientRect();
      const boxes = [...flow.querySelectorAll('.mq-edge.lit')].map((lit) => lit.getBoundingClientRect());
      return boxes.length === 1 && boxes.every((box) => box.right > frame.left && box.left < frame.right);
    });
    assert.ok(isSeen, `step ${step + 1}`);
  }
});

test('without scripts everything is there to be seen and read', async () => {
  const page = await open(STACK, { scripts: false });
  assert.equal(await page.locator('.plate button').count(), 0);
  assert.equal(await page.locator(`${FLOW} .steps > li`).count(), 9);
  assert.ok(await page.locator(`${FLOW} .steps > li`).last().isVisible());
  assert.equal(await shown(node(page, OVERVIEW, 'dns')), 1);
  await page.locator(`${OVERVIEW} summary`).click();
  assert.ok(await page.locator(`${OVERVIEW} .twin table`).isVisible());
});

test('the words say what is drawn, line by line', async () => {
  const page = await open(STACK);
  for (const within of ['#view-overview', '#view-network', '#view-processing', '#view-upkeep', '#view-media', '#view-content']) {
    const drawn = await page.locator(`${within} .mq-edge[data-from] title`).allTextContents();
    const rows = await page.locator(`${within} .twin tbody tr`).evaluateAll((all) =>
      all.map((row) => `${row.cells[0].textContent} → ${row.cells[1].textContent}`));
    assert.deepEqual(drawn.map((title) => title.split('\n')[0]), rows, within);
    const id = await page.locator(`${within} .drawing`).getAttribute('aria-details');
    assert.equal(await page.locator(`#${id}`).count(), 1);
  }
});

test('on paper the words are open, the tools gone and nothing is dimmed', async () => {
  const page = await open(STACK);
  await tool(page, FLOW, 'Next step').click();
  await tool(page, OVERVIEW, 'Zoom in').click();
  await page.emulateMedia({ media: 'print' });
  assert.equal(await shown(node(page, FLOW, 'app')), 1);
  const table = page.locator('#view-network .twin table');
  assert.ok(await table.evaluate((one) => one.checkVisibility({ contentVisibilityAuto: true }) && one.getBoundingClientRect().height > 100));
  assert.ok(!(await page.locator('.plate-tools').first().isVisible()));
  assert.ok(!(await page.locator('.player-bar').first().isVisible()));
  const fits = await page.locator(`${OVERVIEW} .drawing`).evaluate((frame) => frame.scrollWidth <= frame.clientWidth + 1);
  assert.ok(fits, 'a zoomed drawing is whole again');
});

test('no page with a drawing is wider than a narrow window', async () => {
  const page = await site.page({ width: 320 });
  for (const path of ['/fr/stacks/hubs-cloud.html', '/fr/services/ec2.html', '/fr/hubs-cloud.html']) {
    await page.goto(path);
    await page.evaluate(() => document.querySelectorAll('details.twin').forEach((twin) => { twin.open = true; }));
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), path);
  }
});

for (const scheme of ['light', 'dark']) {
  for (const lang of ['en', 'fr']) {
    test(`nothing stands in the way of anybody: ${lang}, ${scheme}`, async () => {
      const page = await site.page({ scheme, bypassCSP: true });
      for (const path of ['stacks/hubs-cloud.html', 'services/lambda.html', 'hubs-cloud.html']) {
        await page.goto(`/${lang}/${path}`);
        await page.evaluate(() => {
          document.querySelectorAll('details.twin').forEach((twin) => { twin.open = true; });
          document.querySelectorAll('.player-bar button:last-of-type').forEach((next) => next.click());
        });
        // What a step dims is dimmed for as long as its reader wants.
        await page.evaluate(() => document.querySelectorAll('.lighting').forEach((svg) => svg.classList.remove('lighting')));
        await page.addScriptTag({ path: AXE });
        const { violations } = await page.evaluate(() => axe.run());
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.length}, ${nodes[0].html.slice(0, 120)}`), [], path);
      }
    });
  }
}
