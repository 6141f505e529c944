// `node screens.mjs OUT [WORD…]` takes a picture of every kind of page in `book/`, to be looked at: in both languages,
// both schemes and two widths. With words, only of those whose name has one of them. Tests nothing.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { start } from './harness.mjs';
import { PAGES } from './kinds.mjs';

const [out, ...words] = process.argv.slice(2);
if (!out) {
  console.error('usage: node screens.mjs OUT [WORD…]');
  process.exit(2);
}
await mkdir(out, { recursive: true });
const site = await start();
for (const scheme of ['light', 'dark']) {
  for (const width of [320, 1440]) {
    const page = await site.page({ scheme, width });
    for (const [kind, , path] of PAGES) {
      const name = `${kind}-${scheme}-${width}`;
      if (words.length && !words.some((word) => name.includes(word))) continue;
      await page.goto(path);
      await page.screenshot({ path: join(out, `${name}.png`), fullPage: true });
    }
    await page.context().close();
  }
}
await site.stop();
