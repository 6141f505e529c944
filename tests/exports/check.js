// Gives each export of drawings to the tool that it is made for: Mermaid, D2, Graphviz, draw.io. A tool must take it without a
// word, find as many nodes and connections as there are, and read each name as it was written.
//
// node check.js PROGRAM, where PROGRAM is a built `maquette`.

import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { D2 } from '@terrastruct/d2';
import { instance as graphviz } from '@viz-js/viz';
import { JSDOM } from 'jsdom';
import { parse as parseYaml } from 'yaml';

const here = path.dirname(fileURLToPath(import.meta.url));
const program = path.resolve(process.argv[2] ?? path.join(here, '../../target/release/maquette'));

// D2 must be ready before there is a page: it takes one for a browser and waits for it for ever.
const d2 = new D2();
await d2.ready;
const viz = await graphviz();

// Mermaid and maxGraph look for a page around them when they are loaded.
const { window } = new JSDOM('');
const { document, DOMParser, XMLSerializer, HTMLElement, Element, Node } = window;
Object.assign(globalThis, { window, document, DOMParser, XMLSerializer, HTMLElement, Element, Node });
// Newer versions of Node.js have one of their own, which cannot be assigned to.
Object.defineProperty(globalThis, 'navigator', { value: window.navigator, configurable: true });
const { default: mermaid } = await import('mermaid');
mermaid.initialize({ startOnLoad: false });
// Its modules for `import` lack the endings that Node.js wants.
const { GraphDataModel, ModelXmlSerializer } = createRequire(import.meta.url)('@maxgraph/core');

/** Text of a piece of HTML: what its entities stand for. */
function unescaped(text) {
  const area = window.document.createElement('textarea');
  area.innerHTML = text;
  return area.value;
}

/** One line, as every export writes names. */
const flat = (text) => text.replace(/[ \t\r\n\u2028\u2029]+/g, ' ').trim();

/** Every project, stack, view and language there is something to draw for. */
function* subjects() {
  for (const dir of [path.join(here, '../..'), path.join(here, 'nasty')]) {
    const folder = path.join(dir, 'content/stacks');
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort()) {
      const source = parseYaml(readFileSync(path.join(folder, file), 'utf8'));
      for (const view of [undefined, ...Object.keys(source.views ?? {})]) {
        for (const lang of ['en', 'fr']) {
          yield { dir, stack: path.basename(file, '.yaml'), view, lang, source };
        }
      }
    }
  }
}

function drawn({ dir, stack, view, lang }, format) {
  const args = ['draw', stack, '--dir', dir, '--lang', lang, '--format', format];
  return execFileSync(program, view ? [...args, '--view', view] : args, { encoding: 'utf8' });
}

/** What a drawing shows, from its geometry and its stack. */
function shown(subject) {
  const { nodes, groups, edges } = JSON.parse(drawn(subject, 'json'));
  const byId = new Map();
  const walk = (nodes) => {
    for (const [id, node] of Object.entries(nodes ?? {})) {
      byId.set(id, node);
      walk(node.nodes);
    }
  };
  walk(subject.source.nodes);
  const within = (inner, outer) => {
    const parents = new Map([...nodes, ...groups].map(({ id, parent }) => [id, parent]));
    for (let at = parents.get(inner); at; at = parents.get(at)) if (at === outer) return true;
    return false;
  };
  const name = (id) => {
    const { name } = byId.get(id) ?? {};
    return typeof name === 'object' ? name[subject.lang] : name;
  };
  return {
    nodes,
    groups,
    edges,
    crossing: edges.filter(({ from, to }) => !within(from, to) && !within(to, from)),
    // A name of blanks alone is the id to us; one that the catalog gives is left out here.
    names: [...nodes, ...groups].map(({ id }) => name(id)).filter((name) => name && flat(name)),
  };
}

function equal(found, wanted, what) {
  if (found !== wanted) throw new Error(`${what}: ${found} instead of ${wanted}`);
}

/** Every name is, or begins, one of the labels. */
function named(labels, names) {
  const read = labels.map((label) => flat(String(label ?? '')));
  for (const name of names.map(flat)) {
    if (!read.some((label) => label.startsWith(name))) {
      throw new Error(`the name ${JSON.stringify(name)} is not among ${JSON.stringify(read)}`);
    }
  }
}

/** Mermaid's own stand-ins for entities, undone as it does it in its picture. */
const mermaidText = (text) =>
  unescaped(String(text ?? '').replace(/ﬂ°°/g, '&#').replace(/ﬂ°/g, '&').replace(/¶ß/g, ';'));

const tools = {
  async mermaid(text, { nodes, groups, crossing, names }) {
    await mermaid.parse(text);
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    // A group that a connection ends at is a vertex besides.
    const vertices = [...db.getVertices().values()].filter(({ id }) => !db.getSubGraphs().some((g) => g.id === id));
    equal(vertices.length, nodes.length, 'nodes');
    equal(db.getSubGraphs().length, groups.length, 'groups');
    equal(db.getEdges().length, crossing.length, 'connections');
    named([...vertices.map(({ text }) => text), ...db.getSubGraphs().map(({ title }) => title)].map(mermaidText), names);
  },

  async 'mermaid-architecture'(text, { nodes, groups, crossing, names }) {
    await mermaid.parse(text);
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    equal(db.getServices().length, nodes.length, 'nodes');
    equal(db.getGroups().length, groups.length, 'groups');
    // Those that hang on the same two services are one: Mermaid stops at a second while it draws.
    const edges = db.getEdges();
    equal(new Set(edges.map(({ lhsId, rhsId }) => `${lhsId}-${rhsId}`)).size, edges.length, 'pairs of services');
    const pairs = new Set(crossing.filter(({ from, to }) => from !== to).map(({ from, to }) => `${from} ${to}`)).size;
    if (edges.length > pairs || (pairs > 0 && edges.length === 0)) equal(edges.length, pairs, 'connections');
    // Spaces without width keep Mermaid from taking a text for something else; no reader sees them.
    const titles = [...db.getServices(), ...db.getGroups()].map(({ title }) => title.replaceAll('\u200b', ''));
    named(titles, names);
  },

  async d2(text, { nodes, groups, edges, names }) {
    const { diagram } = await d2.compile(text, { layout: 'dagre' });
    equal(diagram.shapes.length, nodes.length + groups.length, 'nodes and groups');
    equal(diagram.connections.length, edges.length, 'connections');
    named(diagram.shapes.map(({ label }) => label), names);
  },

  // draw.io itself is no package; maxGraph is what became of the library under it, and reads the same cells.
  async drawio(text, { nodes, groups, edges, names }) {
    const file = new DOMParser().parseFromString(text, 'application/xml');
    const model = new GraphDataModel();
    new ModelXmlSerializer(model).import(new XMLSerializer().serializeToString(file.querySelector('mxGraphModel')));
    const cells = Object.values(model.cells);
    const boxes = cells.filter((cell) => cell.vertex && cell.value?.getAttribute);
    equal(boxes.length, nodes.length + groups.length, 'nodes and groups');
    const lines = cells.filter((cell) => cell.edge);
    equal(lines.length, edges.length, 'connections');
    equal(lines.filter((line) => line.source && line.target).length, edges.length, 'connections with both ends');
    const said = (html) => unescaped(html.replace(/<[^>]*>/g, ' '));
    const seen = boxes.map(({ value }) => said(value.getAttribute('label')).replaceAll(' ', ''));
    // Long names are cut and broken into lines: what is left of them must be what was written.
    for (const name of names.map((name) => flat(name).replaceAll(' ', ''))) {
      const whole = (label) => label.startsWith(name) || (label.includes('…') && name.startsWith(label.split('…')[0]));
      if (!seen.some(whole)) throw new Error(`the name ${name} is not among ${JSON.stringify(seen)}`);
    }
  },

  async dot(text, { nodes, groups, edges, names }) {
    const { status, output, errors } = viz.render(text, { format: 'svg' });
    // The fonts that it carries have no widths for all letters; that is no fault of the text.
    const faults = errors.map(({ message }) => message).filter((message) => !/no value for width/.test(message));
    if (status !== 'success' || faults.length) throw new Error(faults.join('\n'));
    const svg = new DOMParser().parseFromString(output, 'image/svg+xml');
    equal(svg.querySelectorAll('.node').length, nodes.length, 'nodes');
    equal(svg.querySelectorAll('.cluster').length, groups.length, 'groups');
    equal(svg.querySelectorAll('.edge').length, edges.length, 'connections');
    named([...svg.querySelectorAll('.node text, .cluster text')].map((node) => node.textContent), names);
  },
};

let passed = 0;
let failed = 0;
for (const subject of subjects()) {
  const wanted = shown(subject);
  for (const [format, take] of Object.entries(tools)) {
    const text = drawn(subject, format);
    try {
      await take(text, wanted);
      passed += 1;
    } catch (error) {
      failed += 1;
      console.error(`${format}, ${subject.stack} ${subject.view ?? ''} ${subject.lang}: ${error?.message ?? error}`);
    }
  }
}
// Graphs that others wrote: we must find what Graphviz finds in them.
const graphs = path.join(here, 'graphs');
for (const file of readdirSync(graphs).sort()) {
  try {
    const { nodes, groups, edges } = JSON.parse(
      execFileSync(program, ['draw', path.join(graphs, file), '--format', 'json'], { encoding: 'utf8' }),
    );
    // An instance of its own: one that has set a table does not survive the next graph.
    const theirs = (await graphviz()).renderJSON(readFileSync(path.join(graphs, file), 'utf8'));
    const isGroup = ({ nodes, subgraphs, name }) => nodes || subgraphs || name.startsWith('cluster');
    const isCluster = ({ name }) => name.startsWith('cluster');
    equal(nodes.length, theirs.objects.filter((object) => !isGroup(object)).length, 'nodes');
    equal(groups.length, theirs.objects.filter(isCluster).length, 'groups');
    // A connection with a group is one for us and one for each of its nodes for Graphviz.
    if (file !== 'records.dot') equal(edges.length, theirs.edges.length, 'connections');
    passed += 1;
  } catch (error) {
    failed += 1;
    console.error(`${file}: ${error?.message ?? error}`);
  }
}
console.log(`exports: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
