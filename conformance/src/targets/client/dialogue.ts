import { stripVTControlCharacters } from 'node:util';
import type { IPty } from '@lydell/node-pty';
import { guard } from '../cleanup/guardian.ts';
import { signalGroup } from '../process/process-group.ts';
import type { DialogueStep } from './client-file.ts';
import { fillInDialogue, pattern } from './read-client-file.ts';

/** Starts a program in a pseudo-terminal: `spawn` of the library. */
export type Spawn = typeof import('@lydell/node-pty').spawn;

/** Longest text that a program may write in one act, in characters. */
const MAX_TEXT_LENGTH = 1 << 20;

/** Most answers in one act. A program that asks more often asks the same again and again. */
const MAX_ANSWERS = 100;

/**
 * The shell that runs the program. It turns the echo off, because what a user types ahead of a prompt
 * may be a password. It writes the exit code behind the last text and stays, because the library
 * drops what it has not read soon after the end.
 */
const SHELL = `trap : INT QUIT; stty -echo; "$0" "$@"; printf '\\033]exit=%d\\007' $?; read -r _`;

const ESCAPE = '\u001B';
const EXIT_MARK = new RegExp(`${ESCAPE}\\]exit=(\\d+)\u0007`);

/** A control sequence at the end of a text, which may be incomplete. */
const OPEN_SEQUENCE = new RegExp(`${ESCAPE}[^A-Za-z]{0,20}$`);

/** Longest length of the mark. */
const MARK_LENGTH = 16;

/** Exit codes of a shell from this one on mean a signal. */
const FIRST_SIGNAL_CODE = 128;

/** A wide terminal, in which no line wraps. */
const SIZE = { cols: 500, rows: 200 } as const;

/** The user of a dialogue. */
export interface DialogueUser {
  readonly shown: (code: string) => void;
  /** Returns the right code among the choices. Undefined: there is none. */
  readonly choose: (choices: readonly string[]) => Promise<string | undefined>;
  /** Returns whether the user agrees with the terms. */
  readonly agree: (addresses: Readonly<Record<string, string>>) => Promise<boolean>;
}

/** A command that runs in a terminal. */
export interface DialogueRun {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly home: string;
  readonly steps: readonly DialogueStep[];
  /** Values of the placeholders in the keys. */
  readonly values: Readonly<Record<string, string>>;
  /** Keys that cancel. */
  readonly cancel: string;
  readonly user: DialogueUser;
}

/** The end of a program. */
export interface DialogueEnd {
  readonly exitCode: number;
  readonly signal: number;
  /** Everything that it showed, line by line. */
  readonly text: string;
  /** The user found no code right, declined the terms, or cancelled. */
  readonly declined: boolean;
}

/** A program that runs in a pseudo-terminal and answers a user's keys. */
export class Dialogue {
  readonly ended: Promise<DialogueEnd>;
  readonly #run: DialogueRun;
  readonly #pty: IPty;
  #raw = '';
  /** The text up to here was matched by a step. */
  #matched = 0;
  #answers = 0;
  #declined = false;
  #isAnswering = false;
  #hasEnded = false;
  #fail: (error: Error) => void = () => undefined;
  /** Codes that the user saw. The end's text is without them, because they are no leaked secrets. */
  readonly #codes = new Set<string>();

  constructor(spawn: Spawn, run: DialogueRun) {
    this.#run = run;
    const [file, given] =
      process.platform === 'win32'
        ? [run.program, run.arguments]
        : ['/bin/sh', ['-c', SHELL, run.program, ...run.arguments]];
    this.#pty = spawn(file, [...given], { ...SIZE, cwd: run.home, env: { ...run.environment } });
    const unguard = process.platform === 'win32' ? () => undefined : guard(`group:${this.#pty.pid}`);
    this.ended = new Promise<DialogueEnd>((resolve, reject) => {
      const end = (exitCode: number, signal: number): void => {
        this.kill();
        this.#hasEnded = true;
        resolve({ exitCode, signal, text: this.text, declined: this.#declined });
      };
      this.#fail = (error) => {
        this.kill();
        reject(error);
      };
      this.#pty.onExit(({ exitCode, signal = 0 }) => {
        unguard();
        end(exitCode, signal);
      });
      this.#pty.onData((part) => {
        if (this.#hasEnded || this.#raw.length > MAX_TEXT_LENGTH) return;
        this.#raw += part;
        const mark = EXIT_MARK.exec(this.#raw.slice(-part.length - MARK_LENGTH));
        const code = Number(mark?.[1]);
        const signal = code > FIRST_SIGNAL_CODE ? code - FIRST_SIGNAL_CODE : 0;
        // A program may show its code and end in one part.
        if (mark !== null) void this.#read().then(() => end(code, signal));
        else if (this.#raw.length > MAX_TEXT_LENGTH)
          this.#fail(new Error(`more than ${MAX_TEXT_LENGTH} characters in one act`));
        else void this.#read();
      });
    });
  }

  /** Everything that was shown, without control sequences, overwritten parts of lines, and codes. */
  get text(): string {
    const lines = this.#stripped().split('\n');
    const visibleLines = lines.map((line) => line.split('\r').findLast((part) => part.trim() !== '') ?? '');
    return [...this.#codes].reduce((text, code) => text.replaceAll(code, '…'), visibleLines.join('\n'));
  }

  /** Presses the keys that cancel. */
  cancel(): void {
    this.#declined = true;
    this.#press(this.#run.cancel);
  }

  /** Ends the program at once. */
  kill(): void {
    if (this.#hasEnded) return;
    if (process.platform === 'win32') this.#pty.kill();
    else signalGroup(this.#pty.pid, 'SIGKILL');
  }

  #stripped(): string {
    const whole = this.#raw.replace(EXIT_MARK, '').replace(OPEN_SEQUENCE, '');
    return stripVTControlCharacters(whole).replaceAll(/(?<!\r)\r+\n/g, '\n');
  }

  /** Answers the questions in the text so far, one after the other. */
  async #read(): Promise<void> {
    if (this.#isAnswering) return;
    this.#isAnswering = true;
    try {
      for (let next = this.#nextStep(); next !== undefined && !this.#declined; next = this.#nextStep()) {
        this.#matched = next.end;
        this.#answers += 1;
        if (this.#answers > MAX_ANSWERS) throw new Error(`more than ${MAX_ANSWERS} questions in one act`);
        await this.#answer(next.step, next.match);
      }
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.#isAnswering = false;
    }
  }

  /** The step that matches earliest in the text after the last match. */
  #nextStep() {
    const text = this.#stripped().slice(this.#matched);
    const matches = this.#run.steps
      .map((step) => ({ step, match: pattern(step.expect).exec(text) }))
      .filter((each): each is { step: DialogueStep; match: RegExpExecArray } => each.match !== null)
      .toSorted((one, other) => one.match.index - other.match.index)[0];
    if (matches === undefined) return undefined;
    return { ...matches, end: this.#matched + matches.match.index + matches.match[0].length };
  }

  async #answer(step: DialogueStep, match: RegExpExecArray): Promise<void> {
    const { user, values, cancel } = this.#run;
    const [text] = match;
    let chosen: Readonly<Record<string, string>> = {};
    let agrees = true;
    if (step.shown === true) {
      const code = match.groups?.code ?? '';
      this.#codes.add(code);
      user.shown(code);
    }
    if (step.choices !== undefined) {
      const choices = allMatches(step.choices, text).map(([whole]) => whole);
      for (const each of choices) this.#codes.add(each);
      const right = await user.choose(choices);
      const index = right === undefined ? -1 : choices.indexOf(right);
      agrees = index >= 0;
      chosen = {
        choice: right ?? '',
        number: String(index + 1),
        downs: fillInDialogue('{down}', {}).repeat(Math.max(index, 0)),
      };
    }
    if (step.terms !== undefined) {
      const matches = allMatches(step.terms, text);
      const addresses = matches.map(({ groups }) => [groups?.locale ?? '', groups?.url ?? '']);
      agrees = await user.agree(Object.fromEntries(addresses));
    }
    if (!agrees) {
      this.#declined = true;
      this.#press(step.decline ?? cancel);
    } else if (step.send !== undefined) {
      this.#press(step.send, { ...values, ...chosen });
    }
  }

  #press(keys: string, values: Readonly<Record<string, string>> = this.#run.values): void {
    if (!this.#hasEnded) this.#pty.write(fillInDialogue(keys, values));
  }
}

export const allMatches = (source: string, text: string): readonly RegExpExecArray[] => [
  ...text.matchAll(pattern(source, 'g')),
];
