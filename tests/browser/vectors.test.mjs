// `search.js` cuts words and answers queries as the program does. What the program makes of them is in `tests/search/`,
// written by its own tests; nothing here needs a browser.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';
import { ROOT } from './harness.mjs';

const folder = join(ROOT, 'tests/search');
const json = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

/** The script of the theme, with the small index of one language behind it; `loaded` has the pieces it asked for. */
function script(language) {
  const context = vm.createContext({ maquette: { language } });
  vm.runInContext(readFileSync(join(ROOT, 'themes/default/assets/search.js'), 'utf8'), context);
  const { search } = context.maquette;
  search.loaded = [];
  search.load = async (name) => {
    search.loaded.push(name);
    vm.runInContext(readFileSync(join(folder, language, `${name}.js`), 'utf8'), context);
  };
  return search;
}

const scripts = { en: script('en'), fr: script('fr') };
const { speech: french } = (await scripts.fr.ask('')).index;
const { speech: english } = (await scripts.en.ask('')).index;
const speeches = { en: english, fr: french, de: { before: [], after: [], steps: [] } };

test('words are cut, folded and stemmed alike', () => {
  const { words, stem } = scripts.en;
  for (const { lang, text, words: expected } of json('words.json')) {
    const found = words(text, speeches[lang]).map(({ word, start, end }) => {
      return [word, text.slice(start, end), stem(word, speeches[lang])];
    });
    // Across realms, so by content.
    assert.equal(JSON.stringify(found), JSON.stringify(expected), JSON.stringify(text));
  }
});

test('every query finds the same in the same order', async () => {
  for (const { lang, query, found } of json('answers.json')) {
    const answer = await scripts[lang].ask(query);
    assert.deepEqual([...answer.found], found, `${lang}: ${query}`);
  }
});

test('the small index has many pieces, and a query takes few', async () => {
  const search = script('fr');
  const { index } = await search.ask('chiffrement');
  assert.ok(index.words.length > 6, `${index.words.length}`);
  assert.ok(search.loaded.length <= 3, `${search.loaded}`);
});

test('a piece that could not be loaded is asked for again', async () => {
  const search = script('en');
  const { load } = search;
  search.load = () => Promise.reject(new Error('offline'));
  await assert.rejects(search.ask('queue'));
  search.load = load;
  assert.ok((await search.ask('bucket')).found.length > 0);
});
