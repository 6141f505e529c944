/* What every page does with scripts: the colour scheme, the language, the region, the navigation. */
(function () {
  'use strict';
})();
