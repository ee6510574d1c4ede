import { CodedError } from '@parsec-spec/spec/errors';
import { type GraphEdge, type GraphNode, graph } from './graph.ts';
import { type Participant, type SequenceRow, sequence } from './sequence.ts';

/** A diagram that cannot be drawn. */
export class MermaidError extends CodedError<'mermaid'> {
  /** The line of the diagram, from 0. */
  readonly line: number;

  constructor(line: number, message: string) {
    super('mermaid', message);
    this.line = line;
  }
}

/** A line without its indentation. */
interface Line {
  readonly text: string;
  readonly nth: number;
}

/**
 * Draws a Mermaid diagram as SVG: the part of the language that the texts of this repository use.
 *
 * @throws MermaidError for a line that it cannot draw
 */
export function mermaid(source: string): string {
  const [first, ...lines] = source
    .split('\n')
    .map((text, nth) => ({ text: text.trim(), nth }))
    .filter(({ text }) => text !== '' && !text.startsWith('%%'));
  const [, direction] = /^flowchart (LR|TB|TD)$/.exec(first?.text ?? '') ?? [];
  if (direction !== undefined) return flowchart(lines, direction === 'LR' ? 'LR' : 'TB');
  if (first?.text === 'sequenceDiagram') return sequenceDiagram(lines);
  if (first?.text === 'stateDiagram-v2') return stateDiagram(lines);
  throw new MermaidError(
    first?.nth ?? 0,
    `a diagram begins with sequenceDiagram, stateDiagram-v2 or flowchart LR, TB or TD, not with ${JSON.stringify(first?.text ?? '')}`,
  );
}

const unknown = ({ text, nth }: Line): MermaidError =>
  new MermaidError(
    nth,
    `${JSON.stringify(text)} cannot be drawn: see site/src/diagrams/mermaid.ts for what can`,
  );

const arrows = { '->>': 'request', '-->>': 'reply', '-)': 'event' } as const;

function sequenceDiagram(lines: readonly Line[]): string {
  const participants: Participant[] = [];
  const rows: SequenceRow[] = [];
  const declared = (line: Line, id: string): string => {
    if (!participants.some((one) => one.id === id))
      throw new MermaidError(line.nth, `no participant is called ${JSON.stringify(id)}`);
    return id;
  };
  for (const line of lines) {
    const [, kind, id = '', label] = /^(participant|actor) (\w+)(?: as (.+))?$/.exec(line.text) ?? [];
    const [, over, text = ''] = /^Note over (\w+(?:, ?\w+)?): (.+)$/.exec(line.text) ?? [];
    const [, from, arrow, to = '', what = ''] = /^(\w+?)(->>|-->>|-\))(\w+): (.+)$/.exec(line.text) ?? [];
    if (kind !== undefined) participants.push({ id, label: label ?? id, isPerson: kind === 'actor' });
    else if (over !== undefined)
      rows.push({ over: over.split(/, ?/).map((one) => declared(line, one)), label: text });
    else if (from !== undefined && from !== to)
      rows.push({
        from: declared(line, from),
        to: declared(line, to),
        kind: arrows[arrow as keyof typeof arrows],
        label: what,
      });
    else throw unknown(line);
  }
  return sequence('Sequence diagram', participants, rows);
}

/** Nodes by their ids; a later label replaces the id. */
class Nodes {
  readonly byId = new Map<string, GraphNode>();

  add(id: string, fields: Partial<GraphNode> = {}): string {
    this.byId.set(id, { ...(this.byId.get(id) ?? { id, label: id, shape: 'box' }), ...fields });
    return id;
  }

  get all(): readonly GraphNode[] {
    return [...this.byId.values()];
  }
}

function stateDiagram(lines: readonly Line[]): string {
  const nodes = new Nodes();
  const edges: GraphEdge[] = [];
  let note: { readonly id: string; readonly lines: string[] } | undefined;
  for (const line of lines) {
    const [, of] = /^note (?:right|left) of (\w+)$/.exec(line.text) ?? [];
    const [, from, to = '', label = ''] = /^(\[\*\]|\w+) --> (\[\*\]|\w+)(?:: (.+))?$/.exec(line.text) ?? [];
    if (note !== undefined) {
      if (line.text !== 'end note') note.lines.push(line.text);
      else {
        nodes.add(note.id, { label: note.lines.join('\n'), shape: 'note' });
        note = undefined;
      }
    } else if (of !== undefined) {
      note = { id: `note ${line.nth}`, lines: [] };
      edges.push({ from: nodes.add(of), to: note.id, label: '', isDotted: true, end: 'none' });
    } else if (from !== undefined) {
      const source = from === '[*]' ? nodes.add('start', { shape: 'start' }) : nodes.add(from);
      const target = to === '[*]' ? nodes.add('end', { shape: 'end' }) : nodes.add(to);
      edges.push({ from: source, to: target, label, isDotted: false, end: 'arrow' });
    } else throw unknown(line);
  }
  if (note !== undefined) throw new MermaidError(lines.at(-1)?.nth ?? 0, 'a note has no `end note`');
  return graph('State diagram', { direction: 'TB', nodes: nodes.all, edges, groups: new Map() });
}

const NODE = /^(\w+)(?:\(\(([^()]+)\)\)|\["([^"]+)"\]|\[([^\]"]+)\])?\s*/;
const EDGE =
  /^(?:-- (?<over>[^-]+?) --(?<a>[>x])|-\. (?<dotted>[^.]+?) \.-(?<b>[>x])|-\.-(?<c>[>x])|--(?<d>[>x])(?:\|(?<after>[^|]+)\|)?)\s*/;

function flowchart(lines: readonly Line[], direction: 'LR' | 'TB'): string {
  const nodes = new Nodes();
  const edges: GraphEdge[] = [];
  const groups = new Map<string, string>();
  let group: string | undefined;
  for (const line of lines) {
    const [, id, title] = /^subgraph (\w+)(?: ?\["?([^"\]]+)"?\])?$/.exec(line.text) ?? [];
    if (id !== undefined) {
      if (group !== undefined) throw unknown(line);
      groups.set(id, title ?? id);
      group = id;
    } else if (line.text === 'end' && group !== undefined) group = undefined;
    else readChain(line, nodes, edges, group);
  }
  return graph('Flowchart', { direction, nodes: nodes.all, edges, groups });
}

/** Reads `A["a"] --> B -- text --> C`. */
function readChain(line: Line, nodes: Nodes, edges: GraphEdge[], group: string | undefined): void {
  let rest = line.text;
  let from: string | undefined;
  let edge: RegExpExecArray | undefined;
  while (rest !== '' || edge !== undefined) {
    const node = NODE.exec(rest);
    if (node === null) throw unknown(line);
    const [all, id = '', round, quoted, plain] = node;
    const label = round ?? quoted ?? plain;
    const isNew = !nodes.byId.has(id);
    nodes.add(id, {
      ...(label === undefined ? {} : { label }),
      ...(round === undefined ? {} : { shape: 'round' as const }),
      ...(group !== undefined && isNew ? { group } : {}),
    });
    if (edge !== undefined && from !== undefined) {
      const { over, dotted, after, a, b, c, d } = edge.groups ?? {};
      edges.push({
        from,
        to: id,
        label: over ?? dotted ?? after ?? '',
        isDotted: (b ?? c) !== undefined,
        end: (a ?? b ?? c ?? d) === 'x' ? 'cross' : 'arrow',
      });
    }
    from = id;
    rest = rest.slice(all.length);
    edge = EDGE.exec(rest) ?? undefined;
    if (edge === undefined && rest !== '') throw unknown(line);
    rest = rest.slice(edge?.[0].length ?? 0);
  }
}
