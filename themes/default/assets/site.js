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

  /* Loads a script of the theme and its styles, once; `then` runs when both are there. */
  var loaded = {};
  maquette.load = function (name, then) {
    if (loaded[name]) return loaded[name].push ? void loaded[name].push(then) : then();
    var waiting = (loaded[name] = [then]);
    var missing = 2;
    var arrived = function () {
      if (--missing) return;
      loaded[name] = true;
      waiting.forEach(function (one) { one(); });
    };
    var style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = maquette.assets + name + '.css';
    var script = document.createElement('script');
    script.src = maquette.assets + name + '.js';
    style.onload = style.onerror = script.onload = arrived;
    script.onerror = function () { delete loaded[name]; };
    document.head.append(style, script);
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

  /* The region. A link knows its pattern, the regions with a page of their own and those that lack the service. */
  var names = {};
  (maquette.regions || []).forEach(function (part) {
    part.regions.forEach(function (region) { names[region[0]] = region[1]; });
  });
  var remembered = maquette.recall('region');
  maquette.chosen = names[remembered] ? remembered : maquette.region;

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
    note.textContent = ' (' + maquette.word('region-' + found.lacks, { region: names[code] }) + ')';
    link.after(note);
  }

  maquette.choose = function (code) {
    maquette.chosen = code;
    all('a[data-console]').forEach(function (link) { lead(link, code); });
    all('.region-here').forEach(function (text) {
      text.textContent = maquette.word('region-in', { region: names[code], code: code });
    });
    all('tr[data-region]').forEach(function (row) {
      row.classList.toggle('chosen', row.dataset.region === code);
    });
    if (regionOpen) {
      byId('region-name').textContent = names[code];
      regionOpen.setAttribute('aria-label', maquette.word('region-current', { region: names[code] }));
      regionOpen.title = regionOpen.getAttribute('aria-label');
    }
  };
  var regionOpen = Object.keys(names).length > 1 && byId('region-open');
  if (regionOpen) {
    regionOpen.hidden = false;
    maquette.choose(maquette.chosen);
    regionOpen.addEventListener('click', function () {
      maquette.load('region', function () { maquette.pickRegion(regionOpen); });
    });
  }

  /* Search, by its button and by the keys that readers know. */
  var searchOpen = byId('search-open');
  function search() {
    maquette.load('search', function () { maquette.search.open(); });
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
