import { styleText } from 'node:util';
import type { Outcome } from '../events/index.ts';

/** Colours of a terminal, or none. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  outcome(outcome: Outcome | 'verdict-pass' | 'verdict-fail', text: string): string;
}

type Style = Parameters<typeof styleText>[0];

const styles: Readonly<Record<Outcome | 'verdict-pass' | 'verdict-fail', Style>> = {
  pass: 'green',
  fail: ['bold', 'red'],
  warning: 'yellow',
  note: 'cyan',
  knownFailure: 'magenta',
  stale: ['bold', 'red'],
  notTestable: ['bold', 'red'],
  notApplicable: 'gray',
  flaky: ['bold', 'red'],
  'verdict-pass': ['bold', 'green'],
  'verdict-fail': ['bold', 'red'],
};

const identity = (text: string): string => text;

/** No colours: for pipes, files and NO_COLOR. */
export const plain: Paint = { bold: identity, dim: identity, outcome: (_, text) => text };

/** ANSI colours. */
export const coloured: Paint = {
  bold: (text) => styleText('bold', text, { validateStream: false }),
  dim: (text) => styleText('dim', text, { validateStream: false }),
  outcome: (outcome, text) => styleText(styles[outcome], text, { validateStream: false }),
};
