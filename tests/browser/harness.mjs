// What the tests in a real browser share: the folder `book/` behind a server on this machine, and pages of it in a
// headless Chromium. A test says what a reader does and sees; how the browser is started stands here.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const BOOK = process.env.MAQUETTE_BOOK ?? join(ROOT, 'book');

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.md': 'text/markdown; charset=utf-8', '.txt': 'text/plain', '.xml': 'application/xml',
};

/** Serves `folder` on a free port of the loopback interface; `origin` has no slash at its end. */
export async function serve(folder = BOOK) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
    const file = join(folder, path.endsWith('/') ? path + 'index.html' : path);
    try {
      const content = await readFile(file);
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(content);
    } catch {
      const page = await readFile(join(folder, '404.html')).catch(() => '');
      response.writeHead(404, { 'content-type': TYPES['.html'] }).end(page);
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Starts the browser. `CHROMIUM` names another one than Debian's. */
export function launch() {
  const known = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const executablePath = known.find((path) => path && existsSync(path));
  return chromium.launch({
    executablePath,
    // Nothing of the browser's own asks anybody outside of this machine.
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--force-color-profile=srgb', '--font-render-hinting=none',
    ],
  });
}

/**
 * The site and a browser for the tests of one file: `const site = await start(); after(site.stop)`.
 * `site.page({ scheme, width, height, scripts, locale })` is a page of a reader who was never here before; whatever it
 * complains of (an error of a script, something that the policy refuses, a request to anywhere else) is in
 * `page.complaints`.
 */
export async function start(folder = BOOK) {
  const server = await serve(folder);
  const browser = await launch();
  return {
    ...server,
    browser,
    stop: async () => {
      await browser.close();
      server.close();
    },
    async page({ scheme = 'light', width = 1440, height = 900, scripts = true, locale = 'en-GB', ...more } = {}) {
      const context = await browser.newContext({
        baseURL: server.origin, colorScheme: scheme, viewport: { width, height }, javaScriptEnabled: scripts,
        locale, reducedMotion: 'reduce', ...more,
      });
      const page = await context.newPage();
      page.complaints = [];
      page.on('pageerror', (error) => page.complaints.push(`error: ${error.message}`));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) page.complaints.push(`console: ${message.text()}`);
      });
      page.on('request', (request) => {
        const isOwn = [server.origin, 'blob:', 'data:'].some((start) => request.url().startsWith(start));
        if (!isOwn) page.complaints.push(`request: ${request.url()}`);
      });
      return page;
    },
  };
}
