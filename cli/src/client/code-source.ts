import { realpathSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { isSasCode } from '@parsec-spec/spec/crypto';
import { CliError } from '../main/cli-error.ts';
import { CodeFile } from './code-file.ts';
import { interrupted } from '../main/interruption.ts';
import { restOf } from './line-from.ts';

/** Options about the codes that two people tell each other. */
export interface CodeOptions {
  /** The code heard: itself, `-` for a line of stdin, or `@FILE` for a file that will hold it. */
  code?: string;
  /** Where to write the own code, for a script to carry. */
  ownCodeFile?: string;
  /** Longest wait for the other person at one step, in ms. */
  wait?: number;
}

/** The code that the other person tells, from where the option says; waits for it. Undefined: no option says anything. */
export async function toldCode(
  options: CodeOptions,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { code } = options;
  if (code === undefined) return undefined;
  const text =
    code === '-'
      ? await lineOfStdin(signal)
      : code.startsWith('@')
        ? await fileOf(code.slice(1), options, signal)
        : code;
  const told = text.trim().toUpperCase();
  if (isSasCode(told)) return told;
  throw new CliError(
    'bad-option',
    '--code is not usable',
    'expected four letters or digits, as the other side shows them',
  );
}

/** Writes the own code where a script looks for it. */
export async function leaveCode({ ownCodeFile }: CodeOptions, code: string): Promise<void> {
  if (ownCodeFile !== undefined) await writeFile(ownCodeFile, `${code}\n`, { mode: 0o600 });
}

/** Takes away the code of an earlier greeting, which whoever looks for the new one would take for it. */
export function clearCode({ ownCodeFile }: CodeOptions): void {
  // A terminal or a pipe holds none; a link stays, and holds none any more.
  if (ownCodeFile !== undefined && statSync(ownCodeFile, { throwIfNoEntry: false })?.isFile() === true)
    rmSync(realpathSync(ownCodeFile));
}

const look = 100;
const patience = 600_000;

async function fileOf(
  path: string,
  { wait = patience }: CodeOptions,
  signal: AbortSignal | undefined,
): Promise<string> {
  const source = new CodeFile(path);
  try {
    for (let waited = 0; waited < wait; waited += look) {
      const text = await source.read();
      // A line end says that the writer is done.
      if (text !== undefined && /\S\s*\n/.test(text)) return text;
      if (signal?.aborted) throw ended();
      await pause(look);
    }
  } finally {
    await source.close();
  }
  throw new CliError(
    'no-code',
    `${path} held no code in time`,
    'write the code and a line end into it, or wait longer: --wait',
  );
}

function lineOfStdin(signal: AbortSignal | undefined): Promise<string> {
  const rest = restOf(0);
  if (rest.trim() !== '') return Promise.resolve(rest.split('\n')[0] ?? '');
  const lines = createInterface({ input: process.stdin });
  return new Promise<string>((told, failed) => {
    signal?.addEventListener('abort', () => failed(ended()));
    lines.once('line', told);
    lines.once('close', () =>
      failed(new CliError('missing-option', '--code -: nothing came', 'write the code and a line end')),
    );
  }).finally(() => {
    lines.close();
    process.stdin.unref?.();
  });
}

const ended = (): CliError => interrupted('interrupted; the other side was told', 'nobody was let in');
