/* The bubbles of terms: Escape closes the open one, and a bubble opens under its term rather than at the edge of the
   text. That they open at all needs no script. */
(function () {
  'use strict';
  function termOf(event) {
    return event.target.closest ? event.target.closest('.term') : null;
  }

  /* Under the term as far as the column has room. */
  function place(term) {
    var tip = term.querySelector('.tip');
    var frame = tip.offsetParent;
    if (!frame) return;
    var at = term.getClientRects()[0].left - frame.getBoundingClientRect().left;
    tip.style.left = Math.max(0, Math.min(at, frame.clientWidth - tip.offsetWidth)) + 'px';
  }

  ['mouseover', 'focusin'].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var term = termOf(event);
      if (term) place(term);
    });
  });
  /* A bubble that was closed opens again once the reader has left its term. */
  ['mouseout', 'focusout'].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var term = termOf(event);
      if (term && !term.contains(event.relatedTarget)) term.classList.remove('is-dismissed');
    });
  });
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape') return;
    document.querySelectorAll('.term:hover, .term:focus-within').forEach(function (term) {
      term.classList.add('is-dismissed');
    });
  });
})();
