/* What has to run before anything is painted: the colour scheme that the reader chose, and what scripts share.
   Loaded without `defer`, so it is short. */
(function () {
  'use strict';
  var root = document.documentElement;

  /* `maquette` is what the scripts of the theme share. What is remembered stays in the reader's browser; where that
     is not allowed, nothing is remembered and everything else works. */
  window.maquette = {
    /* The folder of the theme's files, with a slash at its end. */
    assets: document.currentScript.src.replace(/[^/]*$/, ''),
    recall: function (key) {
      try { return localStorage.getItem('maquette-' + key); } catch (_) { return null; }
    },
    remember: function (key, value) {
      try {
        if (value === null) localStorage.removeItem('maquette-' + key);
        else localStorage.setItem('maquette-' + key, value);
      } catch (_) { /* nothing is remembered */ }
    },
    /* A word of the interface with its variables filled: `word('results', { count: '3' })`. */
    word: function (name, values) {
      var text = (window.maquette.words || {})[name] || name;
      return text.replace(/\{(\w+)\}/g, function (hole, key) {
        return values && key in values ? values[key] : hole;
      });
    },
  };

  var scheme = window.maquette.recall('scheme');
  if (scheme === 'light' || scheme === 'dark') root.setAttribute('data-scheme', scheme);
  root.classList.add('scripted');
})();
