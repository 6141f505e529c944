/* What drawings do under a pointer, keys and fingers: they light what belongs together, zoom, fill the screen, can be
   copied, and play flows step by step. Without it they are pictures with links and a text below. */
(function () {
  'use strict';
  const word = (name, values) => maquette.word('figure-' + name, values);
  const list = (within, selector) => Array.from(within.querySelectorAll(selector));

  function element(name, attributes, ...content) {
    const made = document.createElement(name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    made.append(...content);
    return made;
  }

  /* Signs of buttons, on a grid of 24. */
  const SIGNS = {
    'zoom-out': 'M5 12h14', 'zoom-in': 'M5 12h14M12 5v14', fit: 'M4 12h16M7 9l-3 3 3 3M17 9l3 3-3 3',
    full: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5', leave: 'M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5',
    copy: 'M9 9h11v11H9zM5 15H4V4h11v1', restart: 'M5 5v5h5M5.5 10a7.5 7.5 0 1 1-1 5', previous: 'M15 5l-7 7 7 7',
    next: 'M9 5l7 7-7 7',
  };

  function name(button, id, sign) {
    button.setAttribute('aria-label', word(id));
    button.title = word(id);
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.appendChild(document.createElementNS(svg.namespaceURI, 'path')).setAttribute('d', SIGNS[sign || id]);
    button.firstChild.replaceWith(svg);
  }

  /* A button that can do nothing for now keeps the focus. */
  function button(id, act, text, sign) {
    const made = element('button', { type: 'button' }, '-', text || '');
    name(made, id, sign);
    made.addEventListener('click', () => made.hasAttribute('aria-disabled') || act());
    return made;
  }

  /* Lights a node or a connection, what it is connected with and the groups around, and dims the rest. What is pointed
     at comes first, then what has the focus, then the step of a flow. */
  function lighting(frame, svg) {
    const nodes = list(svg, '.mq-node');
    const edges = list(svg, '.mq-edge[data-from]');
    const frames = new Map(list(svg, '[data-id]:not(.mq-node)').map((frame) => [frame.dataset.id, frame]));
    const why = { pointed: null, focused: null, step: null };
    const ends = (edge) => [edge.dataset.from, edge.dataset.to];
    let places;

    /* A group is known by where it stands: its frame holds what lies within it. */
    function held(id) {
      if (!frames.has(id)) return [id];
      places = places || new Map(nodes.map((node) => [node.dataset.id, (frames.get(node.dataset.id) || node).getBBox()]));
      const { x, y, width, height } = places.get(id);
      const isWithin = (box) => box.x >= x && box.y >= y && box.x + box.width <= x + width && box.y + box.height <= y + height;
      return Array.from(places.keys()).filter((other) => isWithin(places.get(other)));
    }

    function paint() {
      const what = why.pointed || why.focused || why.step;
      svg.classList.toggle('lighting', !!what);
      const own = new Set(what && what.id ? held(what.id) : []);
      const lines = new Set(what ? what.lines || edges.filter((edge) => ends(edge).some((end) => own.has(end))) : []);
      const lit = new Set(own);
      lines.forEach((edge) => ends(edge).flatMap(held).forEach((id) => lit.add(id)));
      if (what) frames.forEach((_, id) => held(id).some((inner) => lit.has(inner)) && lit.add(id));
      edges.forEach((edge) => edge.classList.toggle('lit', lines.has(edge)));
      nodes.concat(...frames.values()).forEach((one) => one.classList.toggle('lit', lit.has(one.dataset.id)));
    }

    function set(reason, what) {
      why[reason] = what;
      paint();
    }

    function at(target) {
      const found = target.closest('.mq-node, .mq-edge[data-from]');
      return found && (found.dataset.id ? { id: found.dataset.id } : { lines: [found] });
    }

    const isTouch = (event) => event.pointerType === 'touch';
    svg.addEventListener('pointerover', (event) => isTouch(event) || set('pointed', at(event.target)));
    svg.addEventListener('pointerleave', (event) => isTouch(event) || set('pointed', null));
    // A finger follows a link at once, as everywhere; what is no link it lights until it touches something else.
    svg.addEventListener('click', (event) => isTouch(event) && set('pointed', at(event.target)));
    // Not on the drawing itself: an SVG that listens to the focus may get it.
    frame.addEventListener('focusin', (event) => set('focused', event.target.matches(':focus-visible') && at(event.target)));
    frame.addEventListener('focusout', () => set('focused', null));

    // What is connected and no link can be reached with the keyboard all the same.
    const connected = new Set(edges.flatMap(ends));
    nodes.forEach((node) => node.matches('a') || !connected.has(node.dataset.id) || node.setAttribute('tabindex', '0'));

    return {
      /* Keeps the connection between two nodes lit, or none; what shows it. */
      step(from, to) {
        const lines = edges.filter((edge) => edge.dataset.from === from && edge.dataset.to === to);
        set('step', from === undefined ? null : { lines });
        return lines.concat(nodes.filter((node) => [from, to].includes(node.dataset.id)));
      },
      /* Does something while nothing is lit. */
      unlit(act) {
        const now = { ...why };
        Object.keys(why).forEach((reason) => set(reason, null));
        const made = act();
        Object.assign(why, now);
        paint();
        return made;
      },
    };
  }

  /* Zooming gives the drawing another width and leaves moving to the frame, which scrolls: fingers, arrow keys and the
     way to a focused link work as in any page. */
  function zooming(plate, frame, svg, say) {
    const { width, height } = svg.viewBox.baseVal;
    let isChosen = false;
    const isFull = () => plate.matches('.full');
    const scale = () => svg.getBoundingClientRect().width / width;
    /* The scale at which all of it can be seen. */
    const whole = () => {
      const padding = 2 * parseFloat(getComputedStyle(frame).paddingLeft);
      return Math.min((frame.clientWidth - padding) / width, (frame.clientHeight - padding) / height);
    };

    function resize(to) {
      svg.style.cssText = to ? `width:${width * to}px;min-width:0;max-width:none` : '';
      isLarge();
    }

    function isLarge() {
      const scrolls = frame.scrollWidth > frame.clientWidth + 1 || frame.scrollHeight > frame.clientHeight + 1;
      frame.classList.toggle('movable', scrolls);
      return scrolls || isChosen || isFull() || scale() < 0.98;
    }

    /* To a scale, with the place under (x, y) of the window kept where it is. */
    function to(wanted, x, y) {
      const box = frame.getBoundingClientRect();
      if (x === undefined) [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      // The frame stays as high as it was, so that the page does not move.
      if (!isFull()) frame.style.height = box.height + 'px';
      const next = Math.max(Math.min(whole(), 1), Math.min(4, wanted));
      const before = svg.getBoundingClientRect();
      isChosen = true;
      resize(next);
      const after = svg.getBoundingClientRect();
      frame.scrollLeft += after.left + (x - before.left) / before.width * after.width - x;
      frame.scrollTop += after.top + (y - before.top) / before.height * after.height - y;
      say(word('zoom', { percent: Math.round(next * 100) }));
    }

    function fit() {
      isChosen = false;
      frame.style.height = '';
      resize(isFull() && Math.min(whole(), 4));
      say('');
    }

    frame.addEventListener('wheel', (event) => {
      // Without a key the page scrolls, as everywhere.
      if (!isFull() && !((event.ctrlKey || event.metaKey) && isLarge())) return;
      event.preventDefault();
      const turned = event.deltaY * (event.deltaMode ? 16 : 1);
      to(scale() * Math.exp(-Math.max(-25, Math.min(25, turned)) / 100), event.clientX, event.clientY);
    }, { passive: false });

    frame.addEventListener('keydown', (event) => {
      const factor = { '+': 1.25, '=': 1.25, '-': 0.8, 0: 0 }[event.key];
      if (factor === undefined || event.ctrlKey || event.metaKey || event.altKey || !isLarge()) return;
      event.preventDefault();
      if (factor) to(scale() * factor);
      else fit();
    });

    /* Two fingers. */
    let pinch;
    const spread = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    frame.addEventListener('touchstart', ({ touches }) => {
      pinch = touches.length === 2 && isLarge() && scale() / spread(touches);
    }, { passive: true });
    frame.addEventListener('touchmove', (event) => {
      const [a, b] = event.touches;
      if (!pinch || !b) return;
      event.preventDefault();
      to(pinch * spread(event.touches), (a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2);
    }, { passive: false });

    /* A mouse that is held, as a hand on paper. */
    let drag;
    frame.addEventListener('pointerdown', (event) => {
      const may = event.pointerType === 'mouse' && event.button === 0 && frame.matches('.movable');
      drag = may && { x: event.clientX + frame.scrollLeft, y: event.clientY + frame.scrollTop, at: event };
    });
    frame.addEventListener('pointermove', (event) => {
      if (!drag) return;
      const isFar = Math.hypot(event.clientX - drag.at.clientX, event.clientY - drag.at.clientY) > 4;
      if (!frame.matches('.moving') && !isFar) return;
      frame.classList.add('moving');
      frame.setPointerCapture(event.pointerId);
      frame.scrollTo({ left: drag.x - event.clientX, top: drag.y - event.clientY, behavior: 'instant' });
    });
    ['pointerup', 'pointercancel'].forEach((end) => frame.addEventListener(end, () => {
      drag = null;
      // A link below the place where the mouse is let go is not meant: the click comes before the next frame.
      requestAnimationFrame(() => frame.classList.remove('moving'));
    }));
    frame.addEventListener('click', (event) => frame.matches('.moving') && event.preventDefault(), true);
    frame.addEventListener('dragstart', (event) => frame.matches('.movable') && event.preventDefault());

    return { by: (factor) => to(scale() * factor), fit, isLarge, refit: () => isFull() && !isChosen && fit() };
  }

  /* The browser's full screen, or a dialog that fills the window where there is none. */
  function filling(plate, title, done) {
    let dialog;
    const show = (isFull) => {
      plate.classList.toggle('full', isFull);
      done(isFull);
    };
    document.addEventListener('fullscreenchange', () => {
      const isFull = document.fullscreenElement === plate;
      if (!dialog && isFull !== plate.matches('.full')) show(isFull);
    });

    function open() {
      const place = document.createComment('');
      plate.replaceWith(place);
      dialog = element('dialog', { class: 'plate-dialog', 'aria-label': title }, plate);
      dialog.addEventListener('close', () => {
        place.replaceWith(plate);
        dialog.remove();
        dialog = null;
        show(false);
      });
      document.body.append(dialog);
      dialog.showModal();
      show(true);
    }

    return () => {
      if (dialog) dialog.close();
      else if (document.fullscreenElement) document.exitFullscreen();
      else if (plate.requestFullscreen) plate.requestFullscreen().catch(open);
      else open();
    };
  }

  /* All that the style sheets say of drawings is handed on to what stands within. */
  const INHERITED = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap',
    'stroke-linejoin', 'color', 'font-family', 'font-size', 'font-weight', 'text-anchor'];

  /* The drawing as a text that needs no style sheet, in the colours that show now. */
  function standalone(svg) {
    const copy = svg.cloneNode(true);
    (function bake(from, to, above) {
      const style = getComputedStyle(from);
      const own = Object.fromEntries(INHERITED.map((name) => [name, style.getPropertyValue(name)]));
      for (const name in own) if (own[name] !== above[name]) to.setAttribute(name, own[name]);
      ['class', 'style', 'tabindex'].forEach((name) => to.removeAttribute(name));
      if (to.matches('a')) {
        const address = new URL(to.getAttribute('href'), location);
        if (/^http/.test(address.protocol)) to.setAttribute('href', address);
        else to.removeAttribute('href');
      }
      // What is defined once takes its colours where it is used.
      Array.from(from.children).forEach((child, index) => child.matches('defs, title, desc') || bake(child, to.children[index], own));
    })(svg, copy, {});
    return new XMLSerializer().serializeToString(copy);
  }

  /* Twice as large as it is drawn, if a canvas may be so large. */
  async function png(text, { width, height }) {
    const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    const factor = Math.min(2, 16000 / Math.max(width, height), Math.sqrt(1.6e8 / width / height));
    const canvas = element('canvas', { width: Math.round(width * factor), height: Math.round(height * factor) });
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(address);
    return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail()), 'image/png'));
  }

  /* To the clipboard; where that is not allowed, into a file. */
  async function copy(svg, light, kind, file) {
    const text = light.unlit(() => standalone(svg));
    const isPng = kind === 'png';
    const made = isPng ? png(text, svg.viewBox.baseVal) : Promise.resolve(new Blob([text], { type: 'text/plain' }));
    try {
      await navigator.clipboard.write([new ClipboardItem({ [isPng ? 'image/png' : 'text/plain']: made })]);
      return 'copied';
    } catch (_) {
      const link = element('a', { href: URL.createObjectURL(await made), download: file.replace(/svg$/, kind) });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      return 'saved';
    }
  }

  /* The buttons below a drawing: one stop of the tab key, arrows lead from one to the next. */
  function tools(plate, frame, svg, light) {
    const said = element('span', { class: 'plate-said', role: 'status' });
    const say = (text) => { said.textContent = text; };
    const file = plate.querySelector('.plate-file');
    const zoom = zooming(plate, frame, svg, say);
    const copying = (kind) => () => {
      const path = decodeURIComponent(file.getAttribute('href')).split('/');
      copy(svg, light, kind, path.pop()).then((how) => say(word(how)), () => say(word('failed')));
    };
    const zooms = [button('zoom-out', () => zoom.by(0.8)), button('zoom-in', () => zoom.by(1.25)), button('fit', zoom.fit)];
    const full = button('full', filling(plate, frame.getAttribute('aria-label'), (isFull) => {
      name(full, isFull ? 'leave' : 'full');
      zoom.fit();
      full.focus();
    }));
    const bar = element('div', { class: 'plate-tools', role: 'toolbar', 'aria-label': word('tools') });
    file.before(bar);
    bar.append(said, ...zooms, full, button('copy-svg', copying('svg'), 'SVG', 'copy'),
      button('copy-png', copying('png'), 'PNG', 'copy'), file);

    const usable = () => list(bar, 'button:not([hidden]), a');
    const hold = (one) => usable().forEach((other) => { other.tabIndex = other === one ? 0 : -1; });
    bar.addEventListener('focusin', (event) => hold(event.target));
    bar.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const next = step && usable()[usable().indexOf(event.target) + step];
      if (next) next.focus();
      if (step) event.preventDefault();
    });
    new ResizeObserver(() => {
      zoom.refit();
      const isLarge = zoom.isLarge();
      zooms.forEach((one) => { one.hidden = !isLarge; });
      hold(usable().find((one) => one === document.activeElement) || usable()[0]);
    }).observe(frame);
  }

  /* Moves a frame that scrolls to where something can be seen. */
  function reveal(frame, parts) {
    const boxes = parts.map((part) => part.getBoundingClientRect());
    const around = frame.getBoundingClientRect();
    const middle = (a, b) => (Math.min(...boxes.map((box) => box[a])) + Math.max(...boxes.map((box) => box[b]))) / 2;
    if (!boxes.length) return;
    frame.scrollLeft += middle('left', 'right') - (around.left + around.right) / 2;
    frame.scrollTop += middle('top', 'bottom') - (around.top + around.bottom) / 2;
  }

  /* The steps of a flow, one at a time: below the drawing stands what happens, and its connection is lit. */
  function playing(steps, plate, frame, light) {
    const count = steps.length;
    let now = -1;
    const said = element('p', { class: 'player-said', 'aria-live': 'polite', 'aria-atomic': 'true' });
    const restart = button('restart', () => go(0));
    const previous = button('previous', () => go(now - 1));
    const next = button('next', () => go(now + 1));
    const bar = element('div', { class: 'player-bar', role: 'group', 'aria-label': word('player') }, restart, previous, next, said);

    function go(to) {
      now = Math.min(count - 1, to);
      const step = steps[now];
      steps.forEach((one) => one.removeAttribute('aria-current'));
      said.replaceChildren(element('b', {}, step ? word('step', { number: now + 1, count }) : word('start', { count })));
      if (step) {
        step.setAttribute('aria-current', 'step');
        said.append(...Array.from(step.childNodes, (node) => node.cloneNode(true)));
        reveal(frame, light.step(step.dataset.from, step.dataset.to));
      } else {
        light.step();
      }
      [[restart, now > 0], [previous, now > 0], [next, now < count - 1]].forEach(([one, can]) => {
        if (can) one.removeAttribute('aria-disabled');
        else one.setAttribute('aria-disabled', 'true');
      });
    }

    bar.addEventListener('keydown', (event) => {
      const to = { ArrowRight: now + 1, ArrowLeft: Math.max(0, now - 1), Home: 0, End: count - 1, Escape: -1 }[event.key];
      if (to === undefined || event.ctrlKey || event.metaKey || event.altKey || (to < 0 && plate.matches('.full'))) return;
      event.preventDefault();
      go(to);
    });
    plate.querySelector('.plate-foot').before(bar);
    go(-1);
  }

  list(document, '.plate').forEach((plate) => {
    const frame = plate.querySelector('.drawing');
    const svg = frame.querySelector('svg');
    const light = lighting(frame, svg);
    tools(plate, frame, svg, light);
    const player = plate.closest('.player');
    const steps = player ? list(player, '.steps > li') : [];
    if (steps.length) playing(steps, plate, frame, light);
  });

  /* On paper all texts stand below their drawings, in browsers too whose style sheets cannot open them. */
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = list(document, 'details.twin:not([open])');
    opened.forEach((twin) => { twin.open = true; });
  });
  addEventListener('afterprint', () => opened.forEach((twin) => { twin.open = false; }));
})();
