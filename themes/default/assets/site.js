/* What every page does with scripts: the colour scheme, the language, the region of console links, the list of pages
   on small screens, the heading that is being read. Region and search have scripts of their own, loaded on first use. */
(function () {
  'use strict';
  var maquette = window.maquette;
  var root = document.documentElement;
  var byId = document.getElementById.bind(document);
  var all = function (selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  };

  /* Loads scripts and styles of the theme, each once; `then` runs when all are there. */
  var loaded = {};
  function loadFile(file, then) {
    var known = loaded[file];
    if (known) return known.isThere ? then() : void known.waiting.push(then);
    known = loaded[file] = { waiting: [then] };
    var isStyle = /\.css$/.test(file);
    var element = document.createElement(isStyle ? 'link' : 'script');
    if (isStyle) element.rel = 'stylesheet';
    element[isStyle ? 'href' : 'src'] = maquette.assets + file;
    element.onload = function () {
      known.isThere = true;
      known.waiting.forEach(function (one) { one(); });
    };
    // A script that does not arrive is asked for again; without its styles it is of use all the same.
    element.onerror = isStyle ? element.onload : function () { delete loaded[file]; };
    document.head.append(element);
  }
  maquette.load = function (files, then) {
    var missing = files.length;
    files.forEach(function (file) {
      loadFile(file, function () { if (!--missing) then(); });
    });
  };

  /* The colour scheme: that of the system, then light, then dark. Drawings follow what stands on the root. */
  var SCHEMES = ['system', 'light', 'dark'];
  var schemeSwitch = byId('scheme-switch');
  function nameScheme() {
    var scheme = root.getAttribute('data-scheme') || 'system';
    var name = maquette.word('scheme', { scheme: maquette.word('scheme-' + scheme) });
    schemeSwitch.setAttribute('aria-label', name);
    schemeSwitch.title = name;
    return scheme;
  }
  if (schemeSwitch) {
    nameScheme();
    schemeSwitch.hidden = false;
    schemeSwitch.addEventListener('click', function () {
      var next = SCHEMES[(SCHEMES.indexOf(nameScheme()) + 1) % 3];
      if (next === 'system') root.removeAttribute('data-scheme');
      else root.setAttribute('data-scheme', next);
      maquette.remember('scheme', next === 'system' ? null : next);
      nameScheme();
    });
  }

  /* The language: the switch keeps the place in the page, and the front page remembers. */
  maquette.remember('language', root.lang);
  all('.languages a').forEach(function (link) {
    var address = link.getAttribute('href');
    link.addEventListener('click', function () {
      maquette.remember('language', link.hreflang);
      link.href = address + location.hash;
    });
  });

  /* What is being read: the last heading above the middle of the window. */
  var entries = all('.contents a[href^="#"]');
  function reading() {
    var found = null;
    entries.forEach(function (entry) {
      var target = byId(decodeURIComponent(entry.hash.slice(1)));
      if (target && target.getBoundingClientRect().top < innerHeight * 0.4) found = entry;
    });
    return found;
  }
  if (entries.length) {
    var isDue = false;
    var follow = function () {
      isDue = false;
      var current = reading();
      entries.forEach(function (entry) {
        if (entry === current) entry.setAttribute('aria-current', 'true');
        else entry.removeAttribute('aria-current');
      });
    };
    addEventListener('scroll', function () {
      if (!isDue) requestAnimationFrame(follow);
      isDue = true;
    }, { passive: true });
    follow();
    if (innerWidth < 1280) entries[0].closest('details').open = false;
  }

  /* The region. A link knows its pattern, the regions with a page of their own and those that lack the service. Names
     of other regions than that of the site are loaded when one is chosen. */
  var REGIONS = 'regions.' + maquette.language + '.js';
  var here = maquette.region || ['', ''];
  maquette.chosen = here[0];
  function nameOf(code) {
    var name = code === here[0] ? here[1] : null;
    (maquette.regions || []).forEach(function (part) {
      part.regions.forEach(function (region) { if (region[0] === code) name = region[1]; });
    });
    return name;
  }

  function addressIn(link, code) {
    var own = link.dataset.own ? JSON.parse(link.dataset.own) : {};
    if ((' ' + (link.dataset.notOffered || '') + ' ').indexOf(' ' + code + ' ') >= 0) return { lacks: 'not-offered' };
    var address = code in own ? own[code] : link.dataset.console.split('{region}').join(code);
    return address ? { href: address } : { lacks: 'no-page' };
  }

  function lead(link, code) {
    var found = addressIn(link, code);
    var note = link.nextElementSibling;
    if (note && note.classList.contains('elsewhere')) note.remove();
    link.classList.toggle('outside', !found.lacks);
    if (!found.lacks) {
      link.href = found.href;
      return;
    }
    if (link.dataset.elsewhere) link.href = link.dataset.elsewhere;
    else link.removeAttribute('href');
    note = document.createElement('span');
    note.className = 'elsewhere';
    note.textContent = ' (' + maquette.word('region-' + found.lacks, { region: nameOf(code) }) + ')';
    link.after(note);
  }

  maquette.choose = function (code) {
    maquette.chosen = code;
    all('a[data-console]').forEach(function (link) { lead(link, code); });
    all('.region-here').forEach(function (text) {
      text.textContent = maquette.word('region-in', { region: nameOf(code), code: code });
    });
    all('.regions tbody tr').forEach(function (row) {
      row.classList.toggle('chosen', row.cells[1].firstChild.textContent.trim() === code);
    });
    if (regionOpen) {
      byId('region-name').textContent = nameOf(code);
      regionOpen.setAttribute('aria-label', maquette.word('region-current', { region: nameOf(code) }));
      regionOpen.title = regionOpen.getAttribute('aria-label');
    }
  };
  var regionOpen = maquette.hasRegions && byId('region-open');
  if (regionOpen) {
    var remembered = maquette.recall('region');
    regionOpen.hidden = false;
    maquette.choose(here[0]);
    if (remembered && remembered !== here[0]) {
      maquette.load([REGIONS], function () { if (nameOf(remembered)) maquette.choose(remembered); });
    }
    regionOpen.addEventListener('click', function () {
      maquette.load([REGIONS, 'region.js', 'region.css'], function () { maquette.pickRegion(); });
    });
  }

  /* What drawings can do comes when everything else is there. */
  if (document.querySelector('.mq-drawing')) {
    addEventListener('load', function () { maquette.load(['figure.js'], function () {}); });
  }

  /* Search, by its button and by the keys that readers know. */
  var searchOpen = byId('search-open');
  function search() {
    maquette.load(['search.js', 'search.css'], function () { maquette.search.open(); });
  }
  if (searchOpen) {
    searchOpen.hidden = false;
    searchOpen.addEventListener('click', search);
    addEventListener('keydown', function (event) {
      var isWriting = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
      var isAsked = (event.key === '/' && !isWriting && !event.ctrlKey && !event.metaKey && !event.altKey)
        || (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey);
      if (!isAsked || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      search();
    });
  }

  /* The list of pages: a drawer on small screens; what was folded stays folded. */
  var menu = byId('menu');
  var menuOpen = byId('menu-open');
  function turnMenu(isOpen) {
    menu.classList.toggle('open', isOpen);
    menuOpen.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) (menu.querySelector('[aria-current]') || menu.querySelector('a')).focus();
  }
  if (menu && menuOpen) {
    menuOpen.setAttribute('role', 'button');
    menuOpen.setAttribute('aria-controls', 'menu');
    menuOpen.setAttribute('aria-expanded', 'false');
    menuOpen.addEventListener('click', function (event) {
      event.preventDefault();
      turnMenu(!menu.classList.contains('open'));
    });
    menuOpen.addEventListener('keydown', function (event) {
      if (event.key !== ' ') return;
      event.preventDefault();
      turnMenu(true);
    });
    document.addEventListener('keydown', function (event) {
      if (event.key !== 'Escape' || !menu.classList.contains('open')) return;
      turnMenu(false);
      menuOpen.focus();
    });
    menu.addEventListener('focusout', function (event) {
      var isElsewhere = event.relatedTarget && !menu.contains(event.relatedTarget);
      if (isElsewhere && event.relatedTarget !== menuOpen) turnMenu(false);
    });
    document.addEventListener('click', function (event) {
      var isElsewhere = !menu.contains(event.target) && !menuOpen.contains(event.target);
      if (menu.classList.contains('open') && isElsewhere) turnMenu(false);
    });
    var folded = (maquette.recall('folded') || '').split('\n');
    all('.part', menu).forEach(function (part) {
      var name = part.firstElementChild.textContent;
      var isHere = part.querySelector('[aria-current]');
      if (folded.indexOf(name) >= 0 && !isHere) part.open = false;
      part.addEventListener('toggle', function () {
        folded = folded.filter(function (one) { return one && one !== name; });
        if (!part.open) folded.push(name);
        maquette.remember('folded', folded.join('\n') || null);
      });
    });
    var current = menu.querySelector('[aria-current]');
    if (current && menu.scrollHeight > menu.clientHeight) {
      menu.scrollTop = current.offsetTop - menu.clientHeight / 2;
    }
  }
})();
