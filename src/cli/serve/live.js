// Added by `maquette serve` to the pages it shows: hears what changed, and reloads, swaps styles or shows problems.
// What `maquette build` writes does not have it.
'use strict';

(() => {
  const own = document.currentScript.dataset;
  const KEEP = 'maquette-serve:' + location.pathname;
  let turn = Number(own.turn);
  let source = null;
  let retry = 0;

  // ---- A reload that the reader hardly sees --------------------------------------------------------------------------

  /** Details by their id, or else by their place among those of the page. */
  const details = () => [...document.querySelectorAll('details')].map((it, index) => [it.id || String(index), it]);

  function reload() {
    source?.close();
    const kept = { x: scrollX, y: scrollY, open: details().map(([name, it]) => [name, it.open]) };
    try { sessionStorage.setItem(KEEP, JSON.stringify(kept)); } catch { /* A reader who lets nothing be kept. */ }
    location.reload();
  }

  function restore() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(KEEP));
      sessionStorage.removeItem(KEEP);
    } catch { /* Nothing was kept. */ }
    if (!kept) return;
    const open = new Map(kept.open);
    for (const [name, it] of details()) if (open.has(name)) it.open = open.get(name);
    const scroll = () => scrollTo({ left: kept.x, top: kept.y, behavior: 'instant' });
    scroll();
    // Pictures have their sizes by then, and the browser has gone to the place that the address names.
    addEventListener('load', () => requestAnimationFrame(scroll), { once: true });
  }

  // ---- What a change means for this page -----------------------------------------------------------------------------

  const pathOf = (address) => {
    const url = new URL(address, location.href);
    if (url.origin !== location.origin) return null;
    try { return decodeURIComponent(url.pathname).slice(1).replace(/(^|\/)$/, '$1index.html'); } catch { return null; }
  };
  const styles = () => [...document.querySelectorAll('link[rel~="stylesheet"]')];

  /** The files this page is made of: itself, and all that it loaded so far. */
  function loaded() {
    const files = new Set([own.page, pathOf(location.href)]);
    for (const entry of performance.getEntriesByType('resource')) files.add(pathOf(entry.name));
    for (const it of document.querySelectorAll('script[src], img[src]')) files.add(pathOf(it.src));
    for (const it of styles()) files.add(pathOf(it.href));
    return files;
  }

  /** Puts the new style beside the old one, which goes when the new one is there: nothing flickers. */
  function swap(link) {
    const fresh = link.cloneNode();
    const url = new URL(link.href);
    url.searchParams.set('turn', turn);
    fresh.href = url;
    fresh.addEventListener('load', () => link.remove());
    fresh.addEventListener('error', () => fresh.remove());
    link.after(fresh);
  }

  function changed(event) {
    const news = JSON.parse(event.data);
    turn = news.turn;
    if (!news.paths) return reload();
    const here = loaded();
    const mine = news.paths.filter((path) => here.has(path));
    const looks = new Map(styles().map((link) => [pathOf(link.href), link]));
    if (mine.every((path) => looks.has(path))) mine.forEach((path) => swap(looks.get(path)));
    else reload();
  }

  // ---- Problems ------------------------------------------------------------------------------------------------------

  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    @media print { .cover, .pill { display: none !important; } }
    .cover { position: fixed; inset: 0; z-index: 2147483647; overflow: auto; padding: 4vmin; background: rgb(15 17 21 / .72);
      font: 16px/1.5 system-ui, sans-serif; color: #e8eaed; }
    .sheet { max-width: 60rem; margin: 0 auto; padding: 1.25rem 1.5rem; background: #16181d; border-radius: 8px;
      border-top: 6px solid #f2777a; }
    .sheet.mild { border-top-color: #e3b341; }
    .head { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: baseline; justify-content: space-between; }
    h1 { font-size: 1.25rem; line-height: 1.3; margin: 0; }
    p { margin: .25rem 0; }
    .hint { color: #aeb4bd; font-size: .875rem; }
    ol { list-style: none; margin: 1rem 0 0; padding: 0; }
    li { padding: .75rem 0; border-top: 1px solid #363b45; overflow-wrap: anywhere; }
    code { font: .875rem/1.5 ui-monospace, monospace; color: #8ec7ff; }
    .rule { color: #aeb4bd; font-size: .875rem; }
    .error { color: #ff9b9d; } .warning { color: #f0c75e; }
    button { font: inherit; min-height: 2rem; padding: .25rem .75rem; border: 1px solid #6b7280; border-radius: 6px;
      background: #262a32; color: inherit; cursor: pointer; }
    button:focus-visible { outline: 3px solid #8ec7ff; outline-offset: 2px; }
    .sheet:focus { outline: none; }
    .pill { position: fixed; left: 1rem; bottom: 1rem; z-index: 2147483646; font: 14px/1.4 system-ui, sans-serif;
      color: #e8eaed; }
  `;

  let host = null;
  let problems = null;
  let before = null;

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter((child) => child != null));
    return made;
  }

  const counted = (count, what) => `${count} ${what}${count === 1 ? '' : 's'}`;

  function summary({ errors, warnings }) {
    return [errors && counted(errors, 'error'), warnings && counted(warnings, 'warning')].filter(Boolean).join(' and ');
  }

  function row(problem) {
    const place = problem.file && [problem.file, problem.line, problem.column].filter((it) => it != null).join(':');
    return element('li', {},
      place ? element('code', { className: 'place', textContent: place }) : null,
      element('p', {},
        element('strong', { className: problem.severity, textContent: `${problem.severity}: ` }),
        problem.message, problem.rule ? element('span', { className: 'rule', textContent: ` (${problem.rule})` }) : null),
      problem.help ? element('p', { className: 'help', textContent: `help: ${problem.help}` }) : null);
  }

  function clear() {
    const had = host?.shadowRoot.activeElement;
    host?.remove();
    host = null;
    if (had && before?.isConnected) before.focus({ preventScroll: true });
    before = null;
  }

  function attach(...children) {
    host ??= document.body.appendChild(element('div', { id: 'maquette-problems', lang: 'en', dir: 'ltr' }));
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
    if (!root.adoptedStyleSheets.length) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    }
    root.replaceChildren(...children);
  }

  /** The list over the page. */
  function cover() {
    const { errors } = problems.summary;
    const focused = document.activeElement;
    const close = element('button', { type: 'button', textContent: 'Hide (Esc)', onclick: dismiss });
    const title = element('h1', { id: 'title', textContent: summary(problems.summary) });
    const hint = errors
      ? (turn > 0 ? 'The last good site is shown until the sources are put right.' : 'There is no site yet.')
      : 'The site is built all the same.';
    const sheet = element('div', { className: errors ? 'sheet' : 'sheet mild', tabIndex: -1 },
      element('div', { className: 'head' }, title, close),
      element('p', { className: 'hint', textContent: hint }),
      element('ol', {}, ...problems.diagnostics.map(row)));
    sheet.setAttribute('role', 'alertdialog');
    sheet.setAttribute('aria-labelledby', 'title');
    const cover = element('div', { className: 'cover' }, sheet);
    cover.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') dismiss();
      // There is one thing to press: the focus stays on it.
      if (event.key === 'Tab') { event.preventDefault(); close.focus(); }
      event.stopPropagation();
    });
    if (focused?.id !== 'maquette-problems') before = focused;
    attach(cover);
    sheet.focus({ preventScroll: true });
  }

  /** A button that leads to the list. */
  function pill() {
    attach(element('div', { className: 'pill' },
      element('button', { type: 'button', textContent: summary(problems.summary), onclick: cover })));
  }

  function dismiss() {
    const back = before;
    pill();
    before = null;
    if (back?.isConnected && back !== document.body) back.focus({ preventScroll: true });
    else host.shadowRoot.querySelector('button').focus({ preventScroll: true });
  }

  function complain(event) {
    problems = JSON.parse(event.data);
    if (!problems) clear();
    else if (problems.summary.errors) cover();
    else {
      clear();
      pill();
    }
  }

  // ---- Hearing -------------------------------------------------------------------------------------------------------

  function listen() {
    if (source || document.hidden) return;
    const query = new URLSearchParams({ session: own.session, turn });
    source = new EventSource('/__maquette/events?' + query);
    source.addEventListener('open', () => { retry = 0; });
    source.addEventListener('reload', changed);
    source.addEventListener('style', changed);
    source.addEventListener('problems', complain);
    source.addEventListener('error', () => {
      // The server stopped, perhaps to start again: then the session is another one, and the page reloads.
      hush();
      setTimeout(listen, Math.min(200 * 2 ** retry++, 2000));
    });
  }

  function hush() {
    source?.close();
    source = null;
  }

  // A browser opens six connections to a server at most: pages that nobody sees let go of theirs, and hear what they
  // missed when they are seen again.
  document.addEventListener('visibilitychange', () => (document.hidden ? hush() : listen()));
  addEventListener('pagehide', hush);
  addEventListener('pageshow', listen);
  restore();
  listen();
})();
