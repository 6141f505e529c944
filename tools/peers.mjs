// Lays a neutral graph out with an engine from npm: `node peers.mjs elk|dagre GRAPH.json RUNS`, run by
// `compare-layouts` in the folder where the engines are installed. Prints a neutral result; `ms` is CPU time.
//
// Each engine is set as somebody who knows it would: what is asked of spacing is asked of all (nodes 40, layers 60,
// padding 24, a title band of 20). Never measures anything but time.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.cwd()}/`);
const [engine, path, runs] = process.argv.slice(2);
const graph = JSON.parse(readFileSync(path, 'utf8'));
const TITLE = 20;
const isDown = graph.direction === 'TB';

/** The nodes and groups in `parent`, in the order of the graph. */
const inside = (parent) => ({
  nodes: graph.nodes.filter((node) => (node.parent ?? null) === parent),
  groups: graph.groups.filter((group) => (group.parent ?? null) === parent),
});

function elkInput() {
  const children = (parent) => {
    const { nodes, groups } = inside(parent);
    return [
      ...nodes.map((node) => ({ id: node.id, width: node.w, height: node.h })),
      ...groups.map((group) => ({
        id: group.id,
        layoutOptions: { 'elk.padding': `[top=${24 + TITLE},left=24,bottom=24,right=24]` },
        children: children(group.id),
      })),
    ];
  };
  const edges = graph.edges.map((edge) => ({
    id: edge.id,
    sources: [edge.from],
    targets: [edge.to],
    labels: edge.label ? [{ text: edge.label, width: edge.lw ?? 0, height: edge.lh ?? 0 }] : [],
  }));
  return {
    id: ' ',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': isDown ? 'DOWN' : 'RIGHT',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.spacing.nodeNode': '40',
      'elk.layered.spacing.nodeNodeBetweenLayers': '60',
      'elk.spacing.edgeNode': '16',
      'elk.layered.spacing.edgeNodeBetweenLayers': '16',
      'elk.layered.thoroughness': '50',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
      'elk.json.shapeCoords': 'ROOT',
      'elk.json.edgeCoords': 'ROOT',
    },
    children: children(null),
    edges,
  };
}

async function elk() {
  const ELK = require('elkjs/lib/elk.bundled.js');
  const root = await new ELK().layout(elkInput());
  const groups = new Set(graph.groups.map((group) => group.id));
  const result = { nodes: [], groups: [], edges: [] };
  const collect = (item) => {
    for (const { id, x, y, width: w, height: h, ...child } of item.children ?? []) {
      (groups.has(id) ? result.groups : result.nodes).push({ id, x, y, w, h });
      collect(child);
    }
    for (const edge of item.edges ?? []) {
      const sections = edge.sections ?? [];
      const points = sections.flatMap((s) => [s.startPoint, ...(s.bendPoints ?? []), s.endPoint]);
      const label = edge.labels?.[0];
      result.edges.push({
        id: edge.id,
        points: points.map(({ x, y }) => [x, y]),
        curve: false,
        label: label ? { x: label.x, y: label.y, w: label.width, h: label.height } : null,
      });
    }
  };
  collect(root);
  return result;
}

/** A node inside of a group, or the node itself: dagre connects nodes only. */
function nodeIn(id) {
  if (graph.nodes.some((node) => node.id === id)) return id;
  const { nodes, groups } = inside(id);
  return nodes[0]?.id ?? groups.map((group) => nodeIn(group.id)).find(Boolean);
}

function dagre() {
  const { graphlib, layout } = require('@dagrejs/dagre');
  const input = new graphlib.Graph({ compound: true, multigraph: true });
  input.setGraph({ rankdir: isDown ? 'TB' : 'LR', nodesep: 40, ranksep: 60, edgesep: 16 });
  for (const group of graph.groups) input.setNode(group.id, {});
  for (const node of graph.nodes) input.setNode(node.id, { width: node.w, height: node.h });
  for (const { id, parent } of [...graph.groups, ...graph.nodes]) if (parent) input.setParent(id, parent);
  for (const edge of graph.edges) {
    const label = edge.label ? { width: edge.lw ?? 0, height: edge.lh ?? 0, labelpos: 'c' } : {};
    const [from, to] = [nodeIn(edge.from), nodeIn(edge.to)];
    if (from && to) input.setEdge(from, to, label, edge.id);
  }
  layout(input);
  const corner = ({ x, y, width: w, height: h }) => ({ x: x - w / 2, y: y - h / 2, w, h });
  const placed = (items) => items.map(({ id }) => ({ id, ...corner(input.node(id)) }));
  const edges = input.edges().map((key) => {
    const edge = input.edge(key);
    const label = edge.x !== undefined && edge.width ? corner(edge) : null;
    return { id: key.name, points: edge.points.map(({ x, y }) => [x, y]), curve: false, label };
  });
  return { nodes: placed(graph.nodes), groups: placed(graph.groups), edges };
}

const arrange = { elk, dagre }[engine];
const times = [];
let result;
try {
  for (let run = 0; run < Number(runs); run += 1) {
    const before = process.cpuUsage();
    result = await arrange();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
} catch (error) {
  result = { error: String(error?.message ?? error) };
}
// The later half of the runs is warm.
const warm = times.slice(Math.floor(times.length / 2)).sort((a, b) => a - b);
const ms = { layout: warm[Math.floor(warm.length / 2)] };
process.stdout.write(JSON.stringify({ engine, graph: graph.name, ...result, ms }));
