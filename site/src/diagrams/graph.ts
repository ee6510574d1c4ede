import { Graph, layout } from '@dagrejs/dagre';
import { LINE, picture, round, textAt, tip, widthOf, wrapped } from './svg-text.ts';

export interface GraphNode {
  readonly id: string;
  readonly label: string;
  readonly shape: 'box' | 'round' | 'start' | 'end' | 'note';
  readonly group?: string;
}

/** A line between two nodes. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly isDotted: boolean;
  readonly end: 'arrow' | 'cross' | 'none';
}

/** Nodes, lines between them, and groups of nodes with their titles. */
export interface NodesAndEdges {
  readonly direction: 'LR' | 'TB';
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly groups: ReadonlyMap<string, string>;
}

interface Point {
  readonly x: number;
  readonly y: number;
}
type Box = Point & { readonly width: number; readonly height: number };

/** How far a line from a node to itself reaches, in px. */
const LOOP = 30;

/** The radius of the dot at which a state diagram begins. */
const DOT = 7;

/** Draws nodes and edges as SVG. */
export function graph(name: string, { direction, nodes, edges, groups }: NodesAndEdges): string {
  const layoutGraph = new Graph({ multigraph: true, compound: true });
  layoutGraph.setGraph({ rankdir: direction, nodesep: 36, ranksep: 36, marginx: 12, marginy: 12 });
  for (const [id, title] of groups) layoutGraph.setNode(id, { minwidth: widthOf([title]) });
  // A line from a node to itself is drawn beside the node.
  const loops = (id: string) => edges.filter(({ from, to }) => from === id && to === id);
  const loopWidth = (id: string): number => {
    const lines = loops(id).flatMap(({ label }) => linesOf(label));
    return lines.length === 0 ? 0 : LOOP + 8 + widthOf(lines);
  };
  for (const node of nodes) {
    const { width, height } = sizeOf(node);
    layoutGraph.setNode(node.id, { width: width + 2 * loopWidth(node.id), height });
    if (node.group !== undefined) layoutGraph.setParent(node.id, node.group);
  }
  const lines = edges.filter(({ from, to }) => from !== to);
  for (const [nth, { from, to, label }] of lines.entries()) {
    const text = linesOf(label);
    const size = { width: widthOf(text) + 8, height: text.length * LINE, labelpos: 'c' };
    layoutGraph.setEdge(from, to, label === '' ? {} : size, String(nth));
  }
  layout(layoutGraph);
  const boxOf = (id: string): Box => {
    const box = layoutGraph.node(id) as unknown as Box;
    return { ...box, width: box.width - 2 * loopWidth(id) };
  };
  const drawn = [
    ...[...groups].map(([id, title]) => groupShape(title, boxOf(id))),
    ...lines.map((edge, nth) =>
      edgeShape(
        edge,
        layoutGraph.edge(edge.from, edge.to, String(nth)) as unknown as Point & { points: readonly Point[] },
      ),
    ),
    ...nodes.flatMap((node) => [nodeShape(node, boxOf(node.id)), loopShape(loops(node.id), boxOf(node.id))]),
  ];
  const { width = 0, height = 0 } = layoutGraph.graph() as { width?: number; height?: number };
  return picture(name, width, height, drawn.join(''));
}

const linesOf = (label: string): readonly string[] => (label === '' ? [] : wrapped(label, 24));

function sizeOf({ shape, label }: GraphNode) {
  if (shape === 'start' || shape === 'end') return { width: 2 * DOT, height: 2 * DOT };
  const lines = wrapped(label, shape === 'note' ? 60 : 18);
  return { width: widthOf(lines) + 24, height: lines.length * LINE + 18 };
}

function nodeShape({ shape, label }: GraphNode, { x, y, width, height }: Box): string {
  if (shape === 'start') return `<circle class="dot" cx="${round(x)}" cy="${round(y)}" r="${DOT}"/>`;
  if (shape === 'end')
    return `<circle class="box" cx="${round(x)}" cy="${round(y)}" r="${DOT}"/><circle class="dot" cx="${round(x)}" cy="${round(y)}" r="${DOT - 3}"/>`;
  const lines = wrapped(label, shape === 'note' ? 60 : 18);
  const radius = shape === 'round' ? height / 2 : 4;
  const box = `<rect class="${shape === 'note' ? 'note' : 'box'}" x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="${round(radius)}"/>`;
  return `<g class="node">${box}${textAt(lines, x, y + 5 - ((lines.length - 1) * LINE) / 2)}</g>`;
}

const groupShape = (title: string, { x, y, width, height }: Box): string =>
  `<rect class="group" x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="4"/>${textAt([title], x, y - height / 2 + 16)}`;

function edgeShape(
  { label, isDotted, end }: GraphEdge,
  { points, x, y }: Point & { readonly points: readonly Point[] },
): string {
  const at = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;
  const [first = { x: 0, y: 0 }] = points;
  const last = points.at(-1) ?? first;
  const before = points.at(-2) ?? first;
  const bends = points.slice(1, -1).map((point, nth) => {
    const next = points[nth + 2] ?? last;
    const isLast = nth === points.length - 3;
    return `Q${at(point)} ${at(isLast ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`;
  });
  const path = `M${at(first)} ${bends.join(' ') || `L${at(last)}`}`;
  const line = `<path class="${isDotted ? 'dotted' : 'edge'}" d="${path}"/>`;
  const [dx, dy] = [last.x - before.x, last.y - before.y];
  const shape = end === 'arrow' ? tip(last.x, last.y, dx, dy) : end === 'cross' ? cross(last) : '';
  const lines = linesOf(label);
  return line + shape + (label === '' ? '' : textAt(lines, x, y + 5 - ((lines.length - 1) * LINE) / 2));
}

/** The lines from a node to itself, as one, with all labels. */
function loopShape(loops: readonly GraphEdge[], { x, y, width, height }: Box): string {
  if (loops.length === 0) return '';
  const right = x + width / 2;
  const [top, bottom] = [y - height / 4, y + height / 4];
  const labels = loops.flatMap(({ label }) => linesOf(label));
  const first = y + 5 - ((labels.length - 1) * LINE) / 2;
  return `<path class="edge" d="M${round(right)} ${round(top)}C${round(right + LOOP)} ${round(top - 8)} ${round(right + LOOP)} ${round(bottom + 8)} ${round(right)} ${round(bottom)}"/>${tip(right, bottom, -1, -0.3)}${textAt(labels, right + LOOP + widthOf(labels) / 2, first)}`;
}

const cross = ({ x, y }: Point): string =>
  `<path d="M${round(x - 5)} ${round(y - 5)}L${round(x + 5)} ${round(y + 5)}M${round(x - 5)} ${round(y + 5)}L${round(x + 5)} ${round(y - 5)}"/>`;
