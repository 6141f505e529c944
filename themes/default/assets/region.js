/* Choosing the region that console links lead to: a list by part of the world that narrows while one writes.
   The pattern is that of a combobox: the field keeps the focus, arrows move through the list. */
(function () {
  'use strict';
  var maquette = window.maquette;
  var dialog, field, list, none, options, active;

  function make(tag, attributes, content) {
    var element = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    [].concat(content || []).forEach(function (child) { element.append(child); });
    return element;
  }

  /* Without accents and capitals: `sao paulo` finds *São Paulo*. */
  function folded(text) {
    return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  }

  function build() {
    var title = make('h2', { id: 'region-title' }, maquette.word('region-choose'));
    var close = make('button', { type: 'button', class: 'tool', 'aria-label': maquette.word('close') }, '✕');
    field = make('input', {
      type: 'search', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'region-list',
      'aria-autocomplete': 'list', 'aria-label': maquette.word('region-search'),
      placeholder: maquette.word('region-search'), autocomplete: 'off', spellcheck: 'false',
    });
    list = make('div', { id: 'region-list', role: 'listbox', 'aria-label': maquette.word('region-choose') });
    none = make('p', { role: 'status' });
    options = [];
    maquette.regions.forEach(function (part, number) {
      var label = make('span', { id: 'region-part-' + number }, part.name);
      var group = make('div', { role: 'group', 'aria-labelledby': label.id }, label);
      part.regions.forEach(function (region) {
        var code = region[0];
        var said = code === maquette.region[0] ? code + ' · ' + maquette.word('region-default') : code;
        var option = make('div', { role: 'option', id: 'region-' + code }, [
          make('span', {}, region[1]), make('small', {}, said),
        ]);
        option.code = code;
        option.searched = folded(region[1] + ' ' + code + ' ' + part.name);
        option.addEventListener('click', function () { pick(code); });
        options.push(option);
        group.append(option);
      });
      list.append(group);
    });
    dialog = make('dialog', { class: 'picker', 'aria-labelledby': 'region-title' }, [
      make('header', {}, [title, close]), field, list, none,
    ]);
    close.addEventListener('click', function () { dialog.close(); });
    dialog.addEventListener('click', function (event) { if (event.target === dialog) dialog.close(); });
    field.addEventListener('input', narrow);
    field.addEventListener('keydown', move);
    document.body.append(dialog);
  }

  function shown() {
    return options.filter(function (option) { return !option.hidden; });
  }

  function narrow() {
    var words = folded(field.value).split(/\s+/).filter(Boolean);
    options.forEach(function (option) {
      option.hidden = !words.every(function (word) { return option.searched.indexOf(word) >= 0; });
    });
    Array.prototype.forEach.call(list.children, function (group) {
      group.hidden = !group.querySelector('[role="option"]:not([hidden])');
    });
    var left = shown();
    none.textContent = left.length ? '' : maquette.word('region-none');
    none.hidden = !!left.length;
    list.hidden = !left.length;
    activate(left.indexOf(active) >= 0 ? active : left[0]);
  }

  function activate(option, block) {
    if (active) active.classList.remove('active');
    active = option;
    if (!option) return field.removeAttribute('aria-activedescendant');
    option.classList.add('active');
    field.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: block || 'nearest' });
  }

  function move(event) {
    var left = shown();
    var at = left.indexOf(active);
    var to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8, Home: 0, End: left.length - 1 }[event.key];
    if (event.key === 'Enter' && active) {
      event.preventDefault();
      pick(active.code);
    } else if (to !== undefined && left.length && !((event.key === 'Home' || event.key === 'End') && field.value)) {
      event.preventDefault();
      var isPage = event.key.indexOf('Page') === 0;
      activate(left[isPage ? Math.max(0, Math.min(left.length - 1, to)) : (to + left.length) % left.length]);
    }
  }

  function pick(code) {
    maquette.remember('region', code === maquette.region[0] ? null : code);
    maquette.choose(code);
    dialog.close();
  }

  maquette.pickRegion = function () {
    if (!dialog) build();
    options.forEach(function (option) {
      option.setAttribute('aria-selected', String(option.code === maquette.chosen));
    });
    field.value = '';
    dialog.showModal();
    active = options.filter(function (option) { return option.code === maquette.chosen; })[0];
    narrow();
    activate(active, 'center');
    field.focus();
  };
})();
