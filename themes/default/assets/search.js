/* Search, loaded when a reader first asks for it: the words of a query are looked up in a few pieces of the index below
   `search/<language>/`, the best pages are shown as links while the reader types.

   Words are cut and folded as `src/site/search/` cuts and folds them; what is found, and in which order, is the same
   there. `tests/search/` holds both to it: whoever changes one side changes the other. */
(function () {
  'use strict';

  /* What a word of the index counts: as asked, another form of it, longer (by how much was typed), one typo away. */
  const SAME = 16, FORM = 14, LONGER = [4, 12], TYPO = 5;
  const TYPO_FROM = 4;     // shorter words hold no typo
  const LONGEST = 32;      // characters of a word that are compared
  const MOST_PIECES = 3;   // of the index, for one word
  const SHOWN = 12;        // results
  const TEXTS = 4;         // results that a piece of their text is loaded for
  const SNIPPET = 150;     // characters

  /* ---- Pieces of the index: scripts, since a page that is opened from a disk can load nothing else ---- */

  const here = typeof document === 'object' && document.currentScript ? document.currentScript.src : '';
  const assets = maquette.assets || here.slice(0, here.lastIndexOf('/') + 1);
  const taken = {};
  const asked = {};

  function load(name, mark) {
    return new Promise(function (done, fail) {
      const script = document.createElement('script');
      script.src = assets + 'search/' + maquette.language + '/' + name + '.js' + (mark ? '?' + mark : '');
      script.onload = script.onerror = function () {
        script.remove();
        if (name in taken) done(); else fail(new Error(name));
      };
      document.head.append(script);
    });
  }

  /* The content of a piece. What could not be loaded is asked for again the next time. */
  function piece(name, mark) {
    asked[name] = asked[name] || search.load(name, mark).then(function () { return taken[name]; }, function (error) {
      delete asked[name];
      throw error;
    });
    return asked[name];
  }

  /* Of pieces that start at `firsts`, the one that holds `key`. */
  function holder(firsts, key, isAfter) {
    let low = 0, high = firsts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isAfter(firsts[middle][0], key)) high = middle; else low = middle + 1;
    }
    return Math.max(low - 1, 0);
  }

  function isGreater(a, b) { return a > b; }

  /* By characters, as the index is sorted; `>` goes by halves of them. */
  function isLater(a, b) {
    const left = Array.from(a), right = Array.from(b);
    for (let at = 0; at < left.length && at < right.length; at++) {
      if (left[at] !== right[at]) return left[at].codePointAt(0) > right[at].codePointAt(0);
    }
    return left.length > right.length;
  }

  /* ---- Words ---- */

  const LETTER = /[\p{Alphabetic}\p{N}]/u;
  const MARK = /[\u0300-\u036f]/;
  const MARKS = /[\u0300-\u036f]/g;
  const ALONE = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
  const APOSTROPHE = /['’ʼ＇]/;
  const LATIN = /[\u00c0-\u024f\u1e00-\u1eff]/;
  const WHOLE = /^[a-z]+$/;
  const APART = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ł: 'l', ŧ: 't', þ: 'th', ŋ: 'n' };

  /* What a character is compared as. */
  function fold(c) {
    if (!LATIN.test(c)) return c.toLowerCase();
    return Array.from(c.normalize('NFD').replace(MARKS, '').toLowerCase(), (c) => APART[c] || c).join('');
  }

  /* The words of a text: `{ word, start, end }`, without those that an elision leaves of a word. */
  function words(text, speech) {
    const found = [];
    let word = [], start = 0, end = 0, isAfter = false, before = '';
    function finish(next) {
      const folded = word.join('');
      const isElided = APOSTROPHE.test(next) && speech.before.includes(folded) || isAfter && speech.after.includes(folded);
      if (word.length && !isElided) found.push({ word: folded, start: start, end: end });
      word = [];
    }
    function push(c, at) {
      if (!word.length) {
        start = at;
        isAfter = APOSTROPHE.test(before);
      }
      for (const part of fold(c)) if (word.length < LONGEST) word.push(part);
      end = at + c.length;
    }
    let at = 0;
    for (const c of text) {
      if (APOSTROPHE.test(c)) finish(c);
      else if (MARK.test(c) || c === '\u00ad') { if (word.length) end = at + c.length; }
      else if (!LETTER.test(c)) finish(c);
      else if (ALONE.test(c)) {
        finish('');
        before = '';
        push(c, at);
        finish('');
      } else push(c, at);
      before = c;
      at += c.length;
    }
    finish('');
    return found;
  }

  /* What stands for all forms of a word. */
  function stem(word, speech) {
    if (!WHOLE.test(word)) return word;
    for (const step of speech.steps) {
      const fit = step.find((rule) => word.length >= rule[0].length + rule[2] && word.endsWith(rule[0]));
      if (fit) word = word.slice(0, word.length - fit[0].length) + fit[1];
    }
    return word;
  }

  /* Whether `word`, or its start where more may follow, is `typed` with one character more, less or other, or with two
     swapped. The first one is always right. */
  function isTypo(typed, word, mayGoOn) {
    const a = Array.from(typed), b = Array.from(word);
    let same = 0;
    while (same < a.length && same < b.length && a[same] === b[same]) same++;
    if (!same) return false;
    function rest(i, j) {
      if (mayGoOn ? b.length - j < a.length - i : b.length - j !== a.length - i) return false;
      for (; i < a.length; i++, j++) if (a[i] !== b[j]) return false;
      return true;
    }
    const isSwapped = a.length > same + 1 && b.length > same + 1 && a[same] === b[same + 1] && a[same + 1] === b[same];
    return isSwapped && rest(same + 2, same + 2) ||
      b.length > same && (rest(Math.min(same + 1, a.length), same + 1) || rest(same, same + 1)) ||
      a.length > same && rest(same + 1, same);
  }

  /* ---- Answers ---- */

  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const entries = {};

  /* A piece of words, cut once: `[word, whether it is common, places]`. */
  function cut(name, text) {
    entries[name] = entries[name] || text.split(' ').map(function (entry) {
      const end = entry.search(/[:!]/);
      return [entry.slice(0, end), entry[end] === '!', entry.slice(end + 1)];
    });
    return entries[name];
  }

  /* Calls `each` with every document of an entry and what the word counts there. */
  function places(text, each) {
    for (let at = 0, next = 0, gap = 0, shift = 0; at < text.length; at++) {
      const digit = DIGITS.indexOf(text[at]);
      gap += (digit & 31) << shift;
      shift += 5;
      if (digit < 32) {
        const level = DIGITS.indexOf(text[++at]);
        each(next + gap, ((4 | level & 3) << (level >> 2)) >> 2);
        next += gap + 1;
        gap = shift = 0;
      }
    }
  }

  /* The pieces that hold a word, its forms and what begins with it. */
  function piecesOf(one, index) {
    if (!index.words.length) return [];
    let start = Array.from(one.stem);
    if (start.length > 3) start.pop();
    start = start.join('');
    const own = holder(index.words, one.word, isLater);
    const last = holder(index.words, start + '\u{10ffff}', isLater);
    const pieces = [own];
    for (let at = holder(index.words, start, isLater); at <= last; at++) {
      if (at !== own && pieces.length < MOST_PIECES) pieces.push(at);
    }
    return pieces;
  }

  function factor(one, word, speech) {
    if (word === one.word) return SAME;
    if (stem(word, speech) === one.stem) return FORM;
    if (!one.mayGoOn || !word.startsWith(one.word)) return 0;
    const part = Math.floor(SAME * Array.from(one.word).length / Array.from(word).length);
    return Math.min(Math.max(part, LONGER[0]), LONGER[1]);
  }

  /* What each document counts for one word; the words of the index that were taken for it go to `hits`. */
  async function weigh(one, place, index, hits) {
    const names = piecesOf(one, index);
    const texts = await Promise.all(names.map((at) => piece('w' + at, index.words[at][1])));
    const all = [].concat.apply([], names.map((at, order) => cut('w' + at, texts[order])));
    const best = new Map();
    let isCommon = false, any = false;
    function add(entry, factor) {
      isCommon = isCommon || entry[1] && factor >= FORM;
      hits.set(entry[0], (hits.get(entry[0]) || new Set()).add(place));
      places(entry[2], (id, value) => best.set(id, Math.max(best.get(id) || 0, value * factor)));
      any = true;
    }
    for (const entry of all) {
      const counts = factor(one, entry[0], index.speech);
      if (counts) add(entry, counts);
    }
    if (!any && Array.from(one.word).length >= TYPO_FROM) {
      for (const entry of all) if (isTypo(one.word, entry[0], one.mayGoOn)) add(entry, TYPO);
    }
    return { best: best, isCommon: isCommon };
  }

  /* The documents that answer a query, best first; how many words it has; and the words of the index that were taken
     for them, each with the places of those in the query. */
  async function ask(query) {
    const index = await piece('index');
    const all = new Map();
    for (const found of words(query, index.speech)) {
      all.delete(found.word);
      all.set(found.word, { word: found.word, stem: stem(found.word, index.speech), mayGoOn: found.end === query.length });
    }
    const hits = new Map(), scores = new Map();
    const weights = await Promise.all(Array.from(all.values(), (one, place) => weigh(one, place, index, hits)));
    for (const weight of weights) {
      for (const [id, counts] of weight.best) {
        const score = scores.get(id) || [0, 0];
        scores.set(id, [score[0] + (weight.isCommon ? 0 : 1), score[1] + counts]);
      }
    }
    const most = Math.max(0, ...Array.from(scores.values(), (score) => score[0]).filter((n, at, list) => list.indexOf(n) === at));
    const found = Array.from(scores).filter((entry) => entry[1][0] === most);
    found.sort((a, b) => b[1][1] - a[1][1] || a[0] - b[0]);
    return { found: found.map((entry) => entry[0]), words: all.size, hits: hits, index: index };
  }

  /* ---- Results ---- */

  /* The words of a text that answer the query. */
  function marksOf(text, answer) {
    return words(text, answer.index.speech).filter((found) => answer.hits.has(found.word));
  }

  /* How many words of the query these are. */
  function countOf(marks, answer) {
    const places = new Set();
    for (const mark of marks) for (const place of answer.hits.get(mark.word)) places.add(place);
    return places.size;
  }

  /* The part of a text that says most of the query, with dots where it goes on. */
  function part(text, answer) {
    const marks = marksOf(text, answer);
    let best = 0, most = 0;
    marks.forEach(function (mark, at) {
      const near = marks.slice(at, at + 12).filter((other) => other.end <= mark.start + SNIPPET - 40);
      const count = countOf(near, answer);
      if (count > most) {
        best = mark.start;
        most = count;
      }
    });
    let start = 0;
    if (best > 60) start = text.lastIndexOf(' ', best - 40) + 1 || best;
    let end = text.length;
    if (end > start + SNIPPET) end = text.lastIndexOf(' ', start + SNIPPET);
    if (end <= best) end = Math.min(text.length, start + SNIPPET);
    return (start ? '… ' : '') + text.slice(start, end) + (end < text.length ? ' …' : '');
  }

  function element(name, className, content) {
    const made = document.createElement(name);
    made.className = className;
    if (content) made.append(content);
    return made;
  }

  /* A text with what answers the query marked. */
  function marked(className, text, answer) {
    const made = element('span', className);
    let rest = 0;
    for (const mark of marksOf(text, answer)) {
      made.append(text.slice(rest, mark.start), element('mark', '', text.slice(mark.start, mark.end)));
      rest = mark.end;
    }
    made.append(text.slice(rest));
    return made;
  }

  /* The heading that says more of the query than the title does. */
  function headingOf(record, answer) {
    let best = null, most = countOf(marksOf(record.title + ' ' + record.names, answer), answer);
    for (const heading of record.headings) {
      const count = countOf(marksOf(heading[1], answer), answer);
      if (count > most) {
        best = heading;
        most = count;
      }
    }
    return best;
  }

  async function recordOf(id, index) {
    const at = holder(index.records, id, isGreater);
    const list = await piece('r' + at, index.records[at][1]);
    const [kind, title, href, place, names, summary, headings] = list[id - index.records[at][0]];
    return { id, kind, title, href, place, names, summary, headings };
  }

  async function textOf(id, index) {
    const at = holder(index.texts, id, isGreater);
    const list = await piece('t' + at, index.texts[at][1]);
    return list[id - index.texts[at][0]];
  }

  function option(record, at, answer) {
    const made = element('a', 'search-result');
    const heading = headingOf(record, answer);
    made.id = 'search-result-' + at;
    made.href = assets + '../' + record.href + (heading ? '#' + heading[0] : '');
    made.tabIndex = -1;
    made.setAttribute('role', 'option');
    made.setAttribute('aria-selected', 'false');
    const title = element('span', 'search-title', marked('', record.title, answer));
    if (heading) title.append(element('span', 'search-heading', marked('', heading[1], answer)));
    const kind = maquette.word('search-kind-' + record.kind);
    const about = element('span', 'search-about', kind + (record.place ? ' · ' + record.place : ''));
    // Another name, where it says more of the query than the title does.
    const isNamed = countOf(marksOf(record.names, answer), answer) > countOf(marksOf(record.title, answer), answer);
    const names = record.names.split(', ').filter((name) => marksOf(name, answer).length);
    if (isNamed) about.append(' · ', marked('', names.join(', '), answer));
    made.append(title, about, marked('search-snippet', part(record.summary, answer), answer));
    return made;
  }

  /* Whether what a result shows already has every word of the query. */
  function saysAll(record, answer) {
    const heading = headingOf(record, answer);
    const shown = [record.title, record.names, record.summary, heading ? heading[1] : ''].join(' \n ');
    return countOf(marksOf(shown, answer), answer) >= answer.words;
  }

  /* ---- The dialog ---- */

  let dialog, input, count, list, hint;
  let turn = 0;          // of the latest query: an older answer is not shown
  let options = [];
  let active = -1;
  let isWanted = false;  // Enter came before the answer

  function build() {
    dialog = element('dialog', 'search');
    dialog.setAttribute('aria-label', maquette.word('search-title'));
    input = element('input', 'search-input');
    input.type = 'text';
    for (const [name, value] of [
      ['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'], ['aria-controls', 'search-results'],
      ['aria-label', maquette.word('search-title')], ['placeholder', maquette.word('search-placeholder')],
      ['autocomplete', 'off'], ['autocapitalize', 'off'], ['autocorrect', 'off'], ['spellcheck', 'false'],
      ['enterkeyhint', 'go'], ['inputmode', 'search'],
    ]) input.setAttribute(name, value);
    const close = element('button', 'search-close', maquette.word('close'));
    close.type = 'button';
    close.addEventListener('click', () => dialog.close());
    const bar = element('div', 'search-bar', input);
    bar.append(close);
    count = element('p', 'search-count');
    count.setAttribute('role', 'status');
    list = element('div', 'search-results');
    list.id = 'search-results';
    list.hidden = true;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', maquette.word('search-results'));
    hint = element('p', 'search-hint', maquette.word('search-hint'));
    const keys = element('p', 'search-keys', maquette.word('search-keys'));
    dialog.append(bar, count, list, hint, keys);
    input.addEventListener('input', () => answer());
    input.addEventListener('keydown', press);
    list.addEventListener('click', function (event) {
      // The page may be this one, with another anchor.
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) dialog.close();
    });
    dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
    document.body.append(dialog);
  }

  function press(event) {
    if (event.isComposing) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && options.length) {
      event.preventDefault();
      choose((active + move + options.length) % options.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (options[active]) follow(event.ctrlKey || event.metaKey); else isWanted = true;
    }
  }

  function follow(isApart) {
    const chosen = options[active];
    if (isApart) window.open(chosen.href, '_blank', 'noopener'); else chosen.click();
  }

  function choose(at) {
    if (options[active]) options[active].setAttribute('aria-selected', 'false');
    active = at;
    const chosen = options[at];
    if (!chosen) return input.removeAttribute('aria-activedescendant');
    chosen.setAttribute('aria-selected', 'true');
    input.setAttribute('aria-activedescendant', chosen.id);
    chosen.scrollIntoView({ block: 'nearest' });
  }

  function show(made, said, hinted) {
    options = made;
    active = -1;
    list.replaceChildren(...made);
    list.hidden = !made.length;
    list.scrollTop = 0;
    input.setAttribute('aria-expanded', String(made.length > 0));
    count.textContent = said;
    hint.textContent = hinted;
    hint.hidden = !hinted;
    choose(made.length ? 0 : -1);
  }

  function saidOf(found) {
    const values = { count: String(found), shown: String(SHOWN) };
    if (found > SHOWN) return maquette.word('search-first', values);
    return maquette.word(found === 1 ? 'search-one' : 'search-count', values);
  }

  async function answer() {
    const own = ++turn;
    const query = input.value;
    isWanted = false;
    if (!query.trim()) return show([], '', maquette.word('search-hint'));
    try {
      const answer = await ask(query);
      const records = await Promise.all(answer.found.slice(0, SHOWN).map((id) => recordOf(id, answer.index)));
      if (own !== turn) return;
      if (!records.length) {
        return show([], maquette.word('search-nothing', { query: query.trim() }), maquette.word('search-nothing-hint'));
      }
      show(records.map((record, at) => option(record, at, answer)), saidOf(answer.found.length), '');
      if (isWanted) return follow(false);
      await deepen(records, answer, own);
    } catch (_) {
      if (own === turn) show([], maquette.word('search-failed'), '');
    }
  }

  /* Where the words of a result stand further down in its text, that place takes the place of the summary. */
  async function deepen(records, answer, own) {
    const made = options;
    const rest = records.filter((record) => !saysAll(record, answer)).slice(0, TEXTS);
    await Promise.all(rest.map(async function (record) {
      const text = await textOf(record.id, answer.index);
      if (own !== turn || !marksOf(text, answer).length) return;
      const old = made[records.indexOf(record)].querySelector('.search-snippet');
      old.replaceWith(marked('search-snippet', part(text, answer), answer));
    }));
  }

  /* Opens the dialog, or goes back to its field. */
  function open() {
    if (!dialog) build();
    if (!dialog.open) dialog.showModal();
    input.focus();
    input.select();
    piece('index').catch(() => { count.textContent = maquette.word('search-failed'); });
  }

  const search = {
    load: load,
    take: function (name, content) { taken[name] = content; },
    open: open,
    ask: ask,
    words: words,
    stem: stem,
  };
  maquette.search = search;
})();
