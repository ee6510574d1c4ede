import { isDeepStrictEqual } from 'node:util';
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  stringify,
  visit,
  type YAMLMap,
} from 'yaml';
import { parseClientFile } from './client/read-client-file.ts';
import { parseTargetFile } from './read-target-file.ts';
import { excessOf, PLACEHOLDERS } from './read-yaml-file.ts';
import type { BaselineAnswer, BaselineEntry } from './target-file.ts';

/** What a run observed in one check. */
export interface ObservedCheck {
  readonly check: string;
  /** `passed`: it held. `failed`: it broke its rule. `sometimes`: it failed in one run and held in another. */
  readonly result: 'passed' | 'failed' | 'sometimes';
  /** Its observations; empty if it passed. */
  readonly answers: readonly BaselineAnswer[];
  /** The sentence of these answers in a report. */
  readonly sentence?: string;
}

/** A target file with a new baseline, and the checks whose entries changed. */
export interface UpdatedBaseline {
  readonly text: string;
  readonly added: readonly string[];
  /** Entries that name other answers now, or answers instead of a sentence. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** The baseline of a target or client file. */
export interface BaselineFile {
  /** The name of the target in the file. Absent in a file with only a baseline. */
  readonly name?: string;
  readonly kind: 'server' | 'client';
  readonly baseline: readonly BaselineEntry[];
}

/**
 * Reads the baseline of a target file, a client file, or a file with only a baseline. Its entries may
 * have placeholders.
 *
 * @param name - names the file in errors
 * @throws `TargetError` (`usage`) if the file is wrong
 */
export function readBaselineFile(source: string, name: string): BaselineFile {
  // The reader of the file says which limit it exceeds.
  const { contents } = parseDocument(excessOf(source) === undefined ? source : '');
  const isOf = (key: string) => isMap(contents) && contents.has(key);
  if (isOf('program') || isOf('acts')) {
    const file = parseClientFile(source, name, true);
    return { name: file.name, kind: 'client', baseline: file.baseline ?? [] };
  }
  const file = parseTargetFile(source, name, { name: 'baseline' }, true);
  return { ...(isOf('name') ? { name: file.name } : {}), kind: 'server', baseline: file.baseline ?? [] };
}

/** A replacement of a part of a text. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Makes the smallest change after which a baseline records what a run observed. An entry whose check
 * passed goes, unless it has `sometimes`; answers that an entry lacks are added to `sometimes` and
 * otherwise replace the old ones; a failure without an entry gets one with placeholders. An entry
 * with another answer than before gets a placeholder for its expiry, because its reason may be wrong.
 * All other text, comments and order included, stays.
 *
 * @param source - YAML of a target or client file
 * @param name - names the file in errors
 * @param checks - those that ran and have a result
 * @throws `TargetError` (`usage`) if the file is wrong
 */
export function updateBaseline(
  source: string,
  name: string,
  checks: readonly ObservedCheck[],
): UpdatedBaseline {
  const { baseline } = readBaselineFile(source, name);
  const document = parseDocument(source);
  const list = document.get('baseline', true);
  const nodes = isSeq<YAMLMap>(list) ? list.items : [];
  const observed = new Map(checks.map((check) => [check.check, check]));
  const edits: Edit[] = [];
  const changed: string[] = [];
  const removed: string[] = [];
  for (const [index, entry] of baseline.entries()) {
    const node = nodes[index];
    const result = observed.get(entry.check);
    observed.delete(entry.check);
    if (node === undefined || result === undefined) continue;
    if (result.result === 'passed') {
      if (entry.sometimes === true) continue;
      edits.push(removal(source, node));
      removed.push(entry.check);
    } else {
      const own = changesOf(source, entry, node, result);
      if (own.length > 0) changed.push(entry.check);
      edits.push(...own);
    }
  }
  const added = [...observed.values()].filter(({ result }) => result !== 'passed');
  const blocks = added.map(newEntry);
  const kept = nodes.length - removed.length;
  if (blocks.length > 0 || (removed.length > 0 && kept === 0))
    edits.push(...insertedEntries(source, list, nodes, blocks, kept));
  const text = applyEdits(source, [...edits, ...movedAnchors(source, document, edits)]);
  // An edit that breaks the file would be an error of this function.
  readBaselineFile(text, name);
  return { text, added: added.map(({ check }) => check), changed, removed };
}

/** The end of the line that contains a position, or that ends right before it. */
const lineEnd = (source: string, at: number): number => {
  if (source[at - 1] === '\n') return at;
  const end = source.indexOf('\n', at);
  return end < 0 ? source.length : end + 1;
};

const lineStart = (source: string, at: number): number => source.lastIndexOf('\n', at - 1) + 1;

/** Where the text of a node begins and ends. */
function rangeOf(node: Node): readonly [from: number, to: number] {
  const [from, to] = node.range ?? [0, 0];
  return [from, to];
}

/** The position after the last value of an entry. A comment after it is not part of the entry. */
function endOf(node: YAMLMap): number {
  const last = node.items.at(-1)?.value as Node | null | undefined;
  return last === null || last === undefined ? rangeOf(node)[1] : rangeOf(last)[1];
}

/** Removes the lines of an entry. Comments before it stay. */
function removal(source: string, node: YAMLMap): Edit {
  return { from: lineStart(source, rangeOf(node)[0]), to: lineEnd(source, endOf(node)), text: '' };
}

/**
 * Moves each anchor that the edits remove, with its value, to the first alias of it that they keep.
 */
function movedAnchors(source: string, document: Document.Parsed, edits: readonly Edit[]): readonly Edit[] {
  const isGone = (from: number, to: number) => edits.some((edit) => edit.from <= from && to <= edit.to);
  const moved: Edit[] = [];
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node) || node.anchor === undefined) return;
      const [start, to] = rangeOf(node);
      const from = source.lastIndexOf(`&${node.anchor}`, start);
      if (!isGone(from, to)) return;
      let alias: Alias | undefined;
      visit(document, {
        Alias: (_key, one) => {
          if (one.source === node.anchor && !isGone(...rangeOf(one))) alias ??= one;
        },
      });
      if (alias === undefined) return;
      const [at, end] = rangeOf(alias);
      moved.push({ from: at, to: end, text: source.slice(from, to).replace(/\n$/, '') });
    },
  });
  return moved;
}

/** The changes of an entry after which it records what a check observed. */
function changesOf(
  source: string,
  entry: BaselineEntry,
  node: YAMLMap,
  result: ObservedCheck,
): readonly Edit[] {
  const { answers, sentence } = result;
  const recorded = [entry.observed].flat();
  const missing = answers.filter((answer) => !recorded.some((one) => isDeepStrictEqual(one, answer)));
  if (missing.length === 0) return [];
  const value = node.get('observed', true) as Node | undefined;
  if (value === undefined) return [];
  const items: readonly Node[] = isSeq<Node>(value) ? value.items : [value];
  const old = items.find((item) => isScalar(item) && item.value === sentence);
  const text = missing.map(flow).join(', ');
  if (old !== undefined && !isAlias(value)) {
    const [from, to] = rangeOf(old);
    return [
      { from, to, text: `${isSeq(value) ? text : answersYaml(missing)}${newlineAt(source, from, to)}` },
    ];
  }
  // Another answer, or one in a list that other entries share: the entry gets answers of its own.
  const wanted = isAlias(value) || entry.sometimes === true ? [...recorded, ...missing] : answers;
  const isSentence = sentence !== undefined && recorded.includes(sentence);
  const own = isSentence ? wanted.filter((one) => one !== sentence) : wanted;
  const [from, to] = rangeOf(value);
  const end = newlineAt(source, from, to);
  const isBlock = isSeq(value) && value.flow !== true;
  const start = isBlock ? source.lastIndexOf(':', from) + 1 : from;
  const edit = { from: start, to, text: `${isBlock ? ' ' : ''}${answersYaml(own)}${end}` };
  const expiry = node.get('expiry', true) as Node | undefined;
  if (isSentence || expiry === undefined) return [edit];
  const [begin, stop] = rangeOf(expiry);
  return [edit, { from: begin, to: stop, text: PLACEHOLDERS.expiry }];
}

/** The end of the line, if a value contains it, as a block scalar does. */
const newlineAt = (source: string, from: number, to: number): string =>
  source.slice(from, to).endsWith('\n') ? '\n' : '';

/** One answer as YAML on one line: JSON if a text of it has several. */
function flow(answer: string | BaselineAnswer): string {
  const text = stringify(answer, { collectionStyle: 'flow', lineWidth: 0 }).trim();
  return text.includes('\n') ? JSON.stringify(answer) : text;
}

/** One answer as YAML on one line, or several as a list. */
export const answersYaml = (answers: readonly (string | BaselineAnswer)[]): string =>
  answers.length === 1 ? answers.map(flow).join('') : `[${answers.map(flow).join(', ')}]`;

/** The lines of a new entry. */
const newEntry = ({ check, result, answers }: ObservedCheck): string =>
  [
    `- check: ${check}`,
    `  reason: ${PLACEHOLDERS.reason}`,
    `  owner: ${PLACEHOLDERS.owner}`,
    `  expiry: ${PLACEHOLDERS.expiry}`,
    `  observed: ${answersYaml(answers)}`,
    ...(result === 'sometimes' ? ['  sometimes: true'] : []),
  ].join('\n');

/** Puts new entries after the last one. A list that becomes empty or was absent is written anew. */
function insertedEntries(
  source: string,
  list: unknown,
  nodes: readonly YAMLMap[],
  blocks: readonly string[],
  kept: number,
): readonly Edit[] {
  const last = nodes.at(-1);
  const indented = (indent: string) => blocks.map((block) => `${block.replace(/^/gm, indent)}\n`).join('');
  if (last !== undefined && isSeq(list) && list.flow !== true) {
    const start = lineStart(source, rangeOf(last)[0]);
    const indent = /^ */.exec(source.slice(start))?.[0] ?? '';
    const end = lineEnd(source, endOf(last));
    const separator = source[end - 1] === '\n' ? '' : '\n';
    if (kept + blocks.length > 0) return [{ from: end, to: end, text: `${separator}${indented(indent)}` }];
    const key = source.lastIndexOf('baseline:', start) + 'baseline:'.length;
    return [{ from: key, to: key, text: ' []' }];
  }
  const text = `\n${indented('  ')}`;
  if (list === undefined) {
    const separator = source === '' || source.endsWith('\n') ? '' : '\n';
    return [{ from: source.length, to: source.length, text: `${separator}baseline:${text}` }];
  }
  // An empty list, or one within brackets, whose entries stay.
  const [from, to] = rangeOf(list as Node);
  const old = isMap(nodes[0]) ? nodes.map((node) => `\n  - ${source.slice(...rangeOf(node))}`).join('') : '';
  return [{ from: source.lastIndexOf(':', from) + 1, to: lineEnd(source, to), text: `${old}${text}` }];
}

/** A text after edits that do not overlap. */
function applyEdits(source: string, edits: readonly Edit[]): string {
  let text = source;
  // Of edits at one place, an insertion comes last, so that it is not removed.
  const order = edits.toSorted((left, right) => right.from - left.from || right.to - left.to);
  for (const { from, to, text: part } of order) text = text.slice(0, from) + part + text.slice(to);
  return text;
}
