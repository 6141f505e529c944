/* What drawings do under a pointer, keys and fingers: they light what belongs together, zoom, fill the screen, can be
   copied, and play flows step by step. Without it they are pictures with links and a text below. */
(function () {
  'use strict';
  const word = (name, values) => maquette.word('figure-' + name, values);

  function element(name, attributes, ...content) {
    const made = document.createElement(name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    made.append(...content);
    return made;
  }

  /* Glyphs of buttons, on a grid of 24. */
  const GLYPHS = {
    'zoom-out': 'M5 12h14', 'zoom-in': 'M5 12h14M12 5v14', fit: 'M4 12h16M7 9l-3 3 3 3M17 9l3 3-3 3',
    full: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5', leave: 'M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5',
    copy: 'M9 9h11v11H9zM5 15H4V4h11v1', restart: 'M5 5v5h5M5.5 10a7.5 7.5 0 1 1-1 5', previous: 'M15 5l-7 7 7 7',
    next: 'M9 5l7 7-7 7',
  };

  function glyph(name) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.appendChild(document.createElementNS(svg.namespaceURI, 'path')).setAttribute('d', GLYPHS[name]);
    return svg;
  }

  function button(name, sign, text, act) {
    const made = element('button', { type: 'button', 'aria-label': word(name), title: word(name) }, glyph(sign), text);
    made.addEventListener('click', () => made.hasAttribute('aria-disabled') || act());
    return made;
  }

  /* A button that can do nothing now keeps the focus. */
  const enable = (made, can) => made.toggleAttribute('aria-disabled', !can) && made.setAttribute('aria-disabled', 'true');

  /* Lights a node or a connection, what it is connected with and the groups around, and dims the rest. What is pointed
     at comes first, then what has the focus, then the step of a flow. */
  function lighting(svg) {
    const all = (selector) => Array.from(svg.querySelectorAll(selector));
    const nodes = all('.mq-node');
    const edges = all('.mq-edge[data-from]');
    const frames = new Map(all('[data-id]:not(.mq-node)').map((frame) => [frame.dataset.id, frame]));
    const wanted = { pointed: null, focused: null, step: null };
    let places = null;

    /* Groups are known by where they stand: a frame holds what lies within it. */
    function held(id) {
      if (!frames.has(id)) return [id];
      places = places || new Map(nodes.map((node) => [node.dataset.id, (frames.get(node.dataset.id) || node).getBBox()]));
      const outer = places.get(id);
      const isWithin = (box) => box.x >= outer.x && box.y >= outer.y &&
        box.x + box.width <= outer.x + outer.width && box.y + box.height <= outer.y + outer.height;
      return Array.from(places.keys()).filter((other) => isWithin(places.get(other)));
    }

    function paint() {
      const what = wanted.pointed || wanted.focused || wanted.step;
      svg.classList.toggle('lighting', !!what);
      if (!what) return;
      const lines = new Set(what.lines || (() => {
        const own = new Set(held(what.id));
        return edges.filter((edge) => own.has(edge.dataset.from) || own.has(edge.dataset.to));
      })());
      const lit = new Set(what.id ? held(what.id) : []);
      lines.forEach((edge) => [edge.dataset.from, edge.dataset.to].forEach((end) => held(end).forEach((id) => lit.add(id))));
      frames.forEach((_, id) => held(id).some((inner) => lit.has(inner)) && lit.add(id));
      edges.forEach((edge) => edge.classList.toggle('lit', lines.has(edge)));
      nodes.forEach((node) => node.classList.toggle('lit', lit.has(node.dataset.id)));
      frames.forEach((frame, id) => frame.classList.toggle('lit', lit.has(id)));
    }

    function set(why, what) {
      wanted[why] = what;
      paint();
    }

    function at(target) {
      const found = target.closest('.mq-node, .mq-edge[data-from]');
      if (!found) return null;
      return found.dataset.id ? { id: found.dataset.id } : { lines: [found] };
    }

    svg.addEventListener('pointerover', (event) => event.pointerType !== 'touch' && set('pointed', at(event.target)));
    svg.addEventListener('pointerleave', (event) => event.pointerType !== 'touch' && set('pointed', null));
    /* A finger follows links at once, as everywhere; what is no link it lights until it touches something else. */
    svg.addEventListener('click', (event) => event.pointerType === 'touch' && set('pointed', at(event.target)));
    svg.addEventListener('focusin', (event) => set('focused', event.target.matches(':focus-visible') ? at(event.target) : null));
    svg.addEventListener('focusout', () => set('focused', null));

    /* What is connected and no link can be reached with the keyboard all the same. */
    const ends = new Set(edges.flatMap((edge) => [edge.dataset.from, edge.dataset.to]));
    nodes.forEach((node) => node.matches('a') || !ends.has(node.dataset.id) || node.setAttribute('tabindex', '0'));

    return {
      /* The connection between two nodes, lit until another one is; returns what is lit. */
      step(from, to) {
        const lines = edges.filter((edge) => edge.dataset.from === from && edge.dataset.to === to);
        set('step', from === undefined ? null : { lines });
        return all('.mq-edge.lit, .mq-node.lit').filter((lit) => lit.matches('.mq-edge') || [from, to].includes(lit.dataset.id));
      },
      /* Does something while nothing is lit. */
      unlit(act) {
        const now = { ...wanted };
        Object.assign(wanted, { pointed: null, focused: null, step: null });
        paint();
        all('.lit').forEach((one) => one.classList.remove('lit'));
        const made = act();
        Object.assign(wanted, now);
        paint();
        return made;
      },
    };
  }

  /* Zooming gives the drawing another width and leaves moving to the frame, which scrolls: fingers, arrow keys and the
     way to a focused link work as in any page. */
  function zooming(plate, frame, svg, say) {
    const size = svg.viewBox.baseVal;
    let chosen = false;
    const isFull = () => plate.classList.contains('full');
    const scale = () => svg.getBoundingClientRect().width / size.width;
    const room = () => {
      const style = getComputedStyle(frame);
      const of = (whole, a, b) => whole - parseFloat(style[a]) - parseFloat(style[b]);
      return [of(frame.clientWidth, 'paddingLeft', 'paddingRight'), of(frame.clientHeight, 'paddingTop', 'paddingBottom')];
    };
    const whole = () => Math.min(room()[0] / size.width, room()[1] / size.height);

    function width(value) {
      svg.style.width = value;
      svg.style.minWidth = value && '0';
      svg.style.maxWidth = value && 'none';
    }

    function look() {
      const scrolls = frame.scrollWidth > frame.clientWidth + 1 || frame.scrollHeight > frame.clientHeight + 1;
      frame.classList.toggle('movable', scrolls);
      const isLarge = scrolls || chosen || isFull() || scale() < 0.98;
      plate.classList.toggle('large', isLarge);
      return isLarge;
    }

    /* To a scale, with the place under (x, y) of the window kept where it is. */
    function to(wanted, x, y) {
      const box = frame.getBoundingClientRect();
      if (x === undefined) [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      // The frame stays as high as it was, so that the page does not move.
      if (!isFull()) frame.style.height = box.height + 'px';
      const next = Math.max(Math.min(whole(), 1), Math.min(4, wanted));
      const before = svg.getBoundingClientRect();
      const [across, down] = [(x - before.left) / before.width, (y - before.top) / before.height];
      chosen = true;
      width(size.width * next + 'px');
      const after = svg.getBoundingClientRect();
      frame.scrollLeft += after.left + across * after.width - x;
      frame.scrollTop += after.top + down * after.height - y;
      look();
      say(word('zoom', { percent: Math.round(next * 100) }));
    }

    function fit() {
      chosen = false;
      frame.style.height = '';
      width(isFull() ? size.width * Math.min(whole(), 4) + 'px' : '');
      look();
    }

    frame.addEventListener('wheel', (event) => {
      // Without a key the page scrolls, as everywhere.
      if (!isFull() && !((event.ctrlKey || event.metaKey) && look())) return;
      event.preventDefault();
      const turned = event.deltaY * (event.deltaMode ? 16 : 1);
      to(scale() * Math.exp(-Math.max(-25, Math.min(25, turned)) / 100), event.clientX, event.clientY);
    }, { passive: false });

    frame.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !look()) return;
      const act = { '+': () => to(scale() * 1.25), '=': () => to(scale() * 1.25), '-': () => to(scale() / 1.25), 0: fit }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });

    /* Two fingers. */
    let pinch = null;
    const spread = ({ touches: [a, b] }) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    frame.addEventListener('touchstart', (event) => {
      pinch = event.touches.length === 2 && look() ? { spread: spread(event), scale: scale() } : null;
    }, { passive: true });
    frame.addEventListener('touchmove', (event) => {
      if (!pinch || event.touches.length !== 2) return;
      event.preventDefault();
      const [a, b] = event.touches;
      to(pinch.scale * spread(event) / pinch.spread, (a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2);
    }, { passive: false });

    /* A mouse that is held, and one finger on the full screen. */
    let drag = null;
    frame.addEventListener('pointerdown', (event) => {
      const mayDrag = event.pointerType === 'mouse' ? event.button === 0 : isFull() && event.isPrimary;
      if (mayDrag && frame.matches('.movable')) drag = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop };
    });
    frame.addEventListener('pointermove', (event) => {
      if (!drag || pinch) return;
      const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
      if (!frame.matches('.moving') && Math.hypot(x, y) < 5) return;
      if (!frame.matches('.moving')) {
        frame.classList.add('moving');
        frame.setPointerCapture(event.pointerId);
      }
      frame.scrollLeft = drag.left - x;
      frame.scrollTop = drag.top - y;
    });
    const drop = () => {
      drag = null;
      // A link under the place where the mouse is let go is not meant.
      requestAnimationFrame(() => frame.classList.remove('moving'));
    };
    frame.addEventListener('pointerup', drop);
    frame.addEventListener('pointercancel', drop);
    frame.addEventListener('click', (event) => frame.matches('.moving') && event.preventDefault(), true);
    frame.addEventListener('dragstart', (event) => frame.matches('.movable') && event.preventDefault());

    return { to: (factor) => to(scale() * factor), fit, look, isChosen: () => chosen };
  }

  /* The browser's full screen, or a dialog that fills the window where there is none. */
  function filling(plate, title, done) {
    let dialog = null;
    const show = (isFull) => {
      plate.classList.toggle('full', isFull);
      done(isFull);
    };
    document.addEventListener('fullscreenchange', () => {
      const isFull = document.fullscreenElement === plate;
      if (isFull !== plate.classList.contains('full') && !dialog) show(isFull);
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

  /* What an element hands on to those within it; all that the style sheet says of drawings is of this kind. */
  const INHERITED = [
    'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'color',
    'font-family', 'font-size', 'font-weight', 'text-anchor',
  ];

  /* The drawing as a text that needs no style sheet, in the colours that show now. */
  function standalone(svg) {
    const copy = svg.cloneNode(true);
    (function bake(from, to, above) {
      const style = getComputedStyle(from);
      const own = {};
      for (const name of INHERITED) {
        own[name] = style.getPropertyValue(name);
        if (own[name] !== above[name]) to.setAttribute(name, own[name]);
      }
      ['class', 'style', 'tabindex'].forEach((name) => to.removeAttribute(name));
      if (to.matches('a[href]')) {
        const address = new URL(to.getAttribute('href'), location.href);
        if (/^https?:$/.test(address.protocol)) to.setAttribute('href', address.href);
        else to.removeAttribute('href');
      }
      Array.from(from.children).forEach((child, index) => {
        // What is defined once takes its colours where it is used.
        if (!child.matches('defs, title, desc')) bake(child, to.children[index], own);
      });
    })(svg, copy, {});
    return new XMLSerializer().serializeToString(copy);
  }

  /* Twice as large as it is drawn, if a canvas may be so large. */
  async function png(text, { width, height }) {
    const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
    try {
      const picture = new Image();
      picture.src = address;
      await picture.decode();
      const factor = Math.min(2, 16000 / Math.max(width, height), Math.sqrt(1.6e8 / (width * height)));
      const canvas = element('canvas', { width: Math.round(width * factor), height: Math.round(height * factor) });
      canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
      return await new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail()), 'image/png'));
    } finally {
      URL.revokeObjectURL(address);
    }
  }

  function save(blob, name) {
    const link = element('a', { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  /* To the clipboard; where that is not allowed, as a file. */
  async function copy(svg, light, kind, name) {
    const text = light.unlit(() => standalone(svg));
    const isPng = kind === 'png';
    const blob = isPng ? png(text, svg.viewBox.baseVal) : Promise.resolve(new Blob([text], { type: 'text/plain' }));
    try {
      await navigator.clipboard.write([new ClipboardItem({ [isPng ? 'image/png' : 'text/plain']: blob })]);
      return 'copied';
    } catch (_) {
      save(isPng ? await blob : new Blob([text], { type: 'image/svg+xml' }), name + '.' + kind);
      return 'saved';
    }
  }

  /* One stop of the tab key; arrows lead from button to button. */
  function toolbar(bar) {
    const usable = () => Array.from(bar.querySelectorAll('button:not([hidden])'));
    const hold = (one) => usable().forEach((other) => other.setAttribute('tabindex', other === one ? '0' : '-1'));
    bar.addEventListener('focusin', (event) => event.target.matches('button') && hold(event.target));
    bar.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const all = usable();
      const next = step && all[all.indexOf(document.activeElement) + step];
      if (next) next.focus();
      if (step) event.preventDefault();
    });
    return () => {
      const all = usable();
      const isOne = (one) => one.getAttribute('tabindex') === '0';
      hold(all.find(isOne) || all[0]);
    };
  }

  function tools(plate, frame, svg, light) {
    const said = element('span', { class: 'plate-said', role: 'status' });
    const say = (text) => { said.textContent = text; };
    const zoom = zooming(plate, frame, svg, say);
    const foot = plate.querySelector('.plate-foot');
    const file = foot.querySelector('.plate-file');
    const name = decodeURIComponent(file.getAttribute('href').split('/').pop()).replace(/\.svg$/, '');
    const copying = (kind) => () => copy(svg, light, kind, name).then((how) => say(word(how)), () => say(word('failed')));
    const zooms = [
      button('zoom-out', 'zoom-out', '', () => zoom.to(1 / 1.25)),
      button('zoom-in', 'zoom-in', '', () => zoom.to(1.25)),
      button('fit', 'fit', '', () => { zoom.fit(); say(word('fit')); }),
    ];
    const full = button('full', 'full', '', filling(plate, frame.getAttribute('aria-label'), (isFull) => {
      const now = isFull ? 'leave' : 'full';
      full.setAttribute('aria-label', word(now));
      full.title = word(now);
      full.firstChild.replaceWith(glyph(now));
      zoom.fit();
      refresh();
      full.focus();
    }));
    const bar = element('div', { class: 'plate-tools', role: 'toolbar', 'aria-label': word('tools') }, said, ...zooms, full,
      button('copy-svg', 'copy', 'SVG', copying('svg')), button('copy-png', 'copy', 'PNG', copying('png')));
    const hold = toolbar(bar);
    const refresh = () => {
      const isLarge = zoom.look();
      zooms.forEach((one) => { one.hidden = !isLarge; });
      hold();
    };
    file.after(bar);
    new ResizeObserver(() => {
      if (plate.matches('.full') && !zoom.isChosen()) zoom.fit();
      refresh();
    }).observe(frame);
  }

  /* Makes what is lit visible in a frame that scrolls. */
  function reveal(frame, lit) {
    const boxes = lit.map((one) => one.getBoundingClientRect());
    if (!boxes.length) return;
    const around = frame.getBoundingClientRect();
    const [left, right] = [Math.min(...boxes.map((box) => box.left)), Math.max(...boxes.map((box) => box.right))];
    const [top, bottom] = [Math.min(...boxes.map((box) => box.top)), Math.max(...boxes.map((box) => box.bottom))];
    frame.scrollLeft += (left + right) / 2 - (around.left + around.width / 2);
    frame.scrollTop += (top + bottom) / 2 - (around.top + around.height / 2);
  }

  /* The steps of a flow, one at a time: below the drawing stands what happens, and its connection is lit. */
  function playing(player, plate, frame, light) {
    const steps = Array.from(player.querySelectorAll('.steps > li'));
    if (!steps.length) return;
    let now = -1;
    const said = element('p', { class: 'player-said', 'aria-live': 'polite', 'aria-atomic': 'true' });

    function go(to) {
      now = Math.max(-1, Math.min(steps.length - 1, to));
      const step = steps[now];
      steps.forEach((one) => (one === step ? one.setAttribute('aria-current', 'step') : one.removeAttribute('aria-current')));
      const lit = step ? light.step(step.dataset.from, step.dataset.to) : light.step();
      if (step) reveal(frame, lit);
      const count = steps.length;
      const head = element('b', {}, step ? word('step', { number: now + 1, count }) : word('start', { count }));
      said.replaceChildren(head, ...(step ? Array.from(step.childNodes, (node) => node.cloneNode(true)) : []));
      enable(restart, now > 0);
      enable(previous, now > 0);
      enable(next, now < count - 1);
    }

    const restart = button('restart', 'restart', '', () => go(0));
    const previous = button('previous', 'previous', '', () => go(now - 1));
    const next = button('next', 'next', '', () => go(now + 1));
    const bar = element('div', { class: 'player-bar', role: 'group', 'aria-label': word('player') }, restart, previous, next, said);
    bar.addEventListener('keydown', (event) => {
      const act = {
        ArrowRight: () => go(now + 1), ArrowLeft: () => go(Math.max(0, now - 1)), Home: () => go(0),
        End: () => go(steps.length - 1), Escape: () => now >= 0 && !plate.matches('.full') && go(-1),
      }[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key !== 'Escape') event.preventDefault();
      act();
    });
    plate.querySelector('.plate-foot').before(bar);
    go(-1);
  }

  document.querySelectorAll('.plate').forEach((plate) => {
    const frame = plate.querySelector('.drawing');
    const svg = frame && frame.querySelector('svg');
    if (!svg) return;
    const light = lighting(svg);
    tools(plate, frame, svg, light);
    const player = plate.closest('.player');
    if (player) playing(player, plate, frame, light);
  });

  /* On paper all texts stand below their drawings, in browsers too whose style sheets cannot open them. */
  const closed = () => Array.from(document.querySelectorAll('details.twin:not([open])'));
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = closed();
    opened.forEach((twin) => { twin.open = true; });
  });
  addEventListener('afterprint', () => opened.forEach((twin) => { twin.open = false; }));
})();
