import { styleText } from 'node:util';
import type { Outcome } from '../runner/check-result.ts';
import type { Verdict } from '../runner/run-events.ts';

/** Colours of a terminal, or none. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  outcome(outcome: Outcome | `verdict-${Verdict}`, text: string): string;
}

type Style = Parameters<typeof styleText>[0];

const styles: Readonly<Record<Outcome | `verdict-${Verdict}`, Style>> = {
  pass: 'green',
  fail: ['bold', 'red'],
  warning: 'yellow',
  note: 'cyan',
  knownFailure: 'magenta',
  stale: ['bold', 'red'],
  blocked: 'gray',
  notTestable: 'yellow',
  notApplicable: 'gray',
  flaky: ['bold', 'red'],
  'verdict-pass': ['bold', 'green'],
  'verdict-fail': ['bold', 'red'],
  'verdict-none': ['bold', 'yellow'],
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
