/* What drawings do under a pointer, keys and fingers. */
(function () {
  'use strict';
})();
