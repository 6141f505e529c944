/* A drawing of a page as a file of its own: loaded by figure.js when somebody copies one. */
(function () {
  'use strict';

  /* All that the style sheets say of drawings is handed on to what stands within. */
  const INHERITED = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap',
    'stroke-linejoin', 'color', 'font-family', 'font-size', 'font-weight', 'text-anchor'];

  /* Writes what the browser computed into a drawing; where nothing changes, nothing. */
  function bake(one, above) {
    const style = getComputedStyle(one);
    const own = Object.fromEntries(INHERITED.map((name) => [name, style.getPropertyValue(name)]));
    // What is defined once takes its colours where it is used.
    Array.from(one.children).forEach((child) => child.matches('defs, title, desc') || bake(child, own));
    for (const name in own) if (own[name] !== above[name]) one.setAttribute(name, own[name]);
    ['class', 'style', 'tabindex'].forEach((name) => one.removeAttribute(name));
    if (!one.matches('a')) return;
    const address = new URL(one.getAttribute('href'), location);
    if (/^http/.test(address.protocol)) one.setAttribute('href', address);
    else one.removeAttribute('href');
  }

  /* The drawing as a text that needs no style sheet, in the colours that show now, with nothing lit and as large as it
     was drawn. A style sheet could be read too, but not by a page that was opened from a disk. */
  function standalone(svg) {
    const copy = svg.cloneNode(true);
    copy.classList.remove('lighting');
    copy.querySelectorAll('.lit').forEach((one) => one.classList.remove('lit'));
    // Colours are computed of what stands in the page alone.
    svg.after(copy);
    bake(copy, {});
    copy.remove();
    return new XMLSerializer().serializeToString(copy);
  }

  /* Twice as large as it is drawn, if a canvas may be so large. */
  async function png(svg) {
    const { width, height } = svg.viewBox.baseVal;
    const address = URL.createObjectURL(new Blob([standalone(svg)], { type: 'image/svg+xml' }));
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    const factor = Math.min(2, 16000 / Math.max(width, height), Math.sqrt(1.6e8 / width / height));
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [Math.round(width * factor), Math.round(height * factor)];
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(address);
    return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail()), 'image/png'));
  }

  /* Each makes a promise of a blob. */
  maquette.copied = {
    svg: async (svg) => new Blob([standalone(svg)], { type: 'text/plain' }),
    png,
  };
})();
