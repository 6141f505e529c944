/* The page above the languages leads on to the language that the reader chose before, or that the browser asks for.
   Whoever comes from within the site, or by `#choose`, stays: that is a wish to choose. */
(function () {
  'use strict';
  var links = Array.prototype.slice.call(document.querySelectorAll('.editions a[hreflang]'));
  var wanted = [window.maquette.recall('language')].concat(navigator.languages || []).filter(Boolean);
  var short = function (language) { return language.toLowerCase().split('-')[0]; };
  function find(isLike) {
    for (var i = 0; i < wanted.length; i++) {
      for (var j = 0; j < links.length; j++) {
        if (isLike(links[j].hreflang.toLowerCase(), wanted[i].toLowerCase())) return links[j];
      }
    }
    return null;
  }
  var known = find(function (has, wants) { return has === wants; })
    || find(function (has, wants) { return short(has) === short(wants); });
  links.forEach(function (link) {
    link.addEventListener('click', function () { window.maquette.remember('language', link.hreflang); });
  });
  var isChoosing = location.hash === '#choose' ||
    document.referrer && document.referrer.indexOf(new URL('.', location.href).href) === 0;
  if (known && !isChoosing) location.replace(known.href);
})();
