/* Progress on a learning path: which steps are learned, kept in the reader's browser. Without scripts there is nothing
   to keep it in, so the boxes to tick are made here. */
(function () {
  'use strict';
  var path = document.querySelector('[data-path]');
  if (!path) return;
  var lessons = Array.prototype.slice.call(path.querySelectorAll('.lesson'));
  var key = 'learned:' + maquette.site + ':' + path.getAttribute('data-path');
  var learned = {};
  (maquette.recall(key) || '').split(' ').forEach(function (id) { if (id) learned[id] = true; });

  function element(name, properties) {
    var made = document.createElement(name);
    for (var property in properties) made[property] = properties[property];
    return made;
  }
  function nameOf(lesson) { return lesson.querySelector('h3 a').textContent; }
  function isLearned(lesson) { return learned[lesson.id] === true; }

  /* What stands above the steps: how far, where to go on, and the way back to the start. */
  var panel = element('div', { className: 'progress' });
  var count = element('p', { id: 'progress-count' });
  count.setAttribute('role', 'status');
  var bar = element('progress', { max: lessons.length });
  bar.setAttribute('aria-labelledby', 'progress-count');
  var next = element('a', { className: 'button' });
  var end = element('p');
  var reset = element('button', { type: 'button', textContent: maquette.word('learn-reset') });
  [count, bar, next, end, reset].forEach(function (part) { panel.appendChild(part); });

  lessons.forEach(function (lesson) {
    var label = element('label', { className: 'lesson-done' });
    var box = element('input', { type: 'checkbox', checked: isLearned(lesson) });
    box.setAttribute('aria-describedby', lesson.id + '-name');
    lesson.querySelector('h3 a').id = lesson.id + '-name';
    label.appendChild(box);
    label.appendChild(document.createTextNode(maquette.word('learned')));
    lesson.appendChild(label);
    box.addEventListener('change', function () {
      learned[lesson.id] = box.checked;
      keep();
    });
  });
  reset.addEventListener('click', function () {
    learned = {};
    path.querySelectorAll('.lesson-done input').forEach(function (box) { box.checked = false; });
    keep();
    (next.hidden ? count : next).focus();
  });

  /* Steps that the path no longer has are forgotten. */
  function keep() {
    var ids = lessons.filter(isLearned).map(function (lesson) { return lesson.id; });
    maquette.remember(key, ids.length ? ids.join(' ') : null);
    show();
  }

  function show() {
    var done = lessons.filter(isLearned);
    count.textContent = maquette.word('learned-of', { done: String(done.length), count: String(lessons.length) });
    bar.value = done.length;
    reset.hidden = done.length === 0;
    var open = lessons.filter(function (lesson) { return !isLearned(lesson); })[0];
    next.hidden = !open;
    end.hidden = Boolean(open);
    end.textContent = maquette.word('learn-finished');
    if (open) {
      next.href = '#' + open.id;
      next.textContent = maquette.word(done.length ? 'learn-continue' : 'learn-start', { service: nameOf(open) });
    }
    lessons.forEach(function (lesson, index) {
      lesson.classList.toggle('is-learned', isLearned(lesson));
      path.querySelectorAll('.path-map li')[index].classList.toggle('is-learned', isLearned(lesson));
    });
  }

  show();
  path.insertBefore(panel, path.firstChild);
})();
