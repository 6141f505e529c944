// Every page opens without a complaint: no error, nothing that the policy refuses, no request to anywhere else.

import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { start } from './harness.mjs';

const site = await start();
after(site.stop);

test('a page has one heading and nothing to complain about', async () => {
  const page = await site.page();
  for (const path of ['/', '/fr/', '/en/services/lambda.html', '/fr/stacks/hubs-cloud.html', '/nowhere']) {
    await page.goto(path);
    assert.equal(await page.locator('h1').count(), 1, path);
  }
  assert.deepEqual(page.complaints.filter((said) => !said.includes('404')), []);
});
