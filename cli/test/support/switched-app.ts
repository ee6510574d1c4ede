import { misbehave, parseMisbehaviour } from '@parsec-spec/conformance/misbehaviours';
import type { StartOptions } from '@parsec-spec/reference-server/serve';
import { cheapPasswords } from './app-pages.ts';
import { type ServedApp, serveApp } from './client-app.ts';

type Mutant = NonNullable<StartOptions['mutants']>[number];
type Handle = ReturnType<Mutant['wrap']>;
type Chosen = Parameters<typeof misbehave>[1][number];
type Change = ReturnType<Chosen['start']>;
type PlayedPerson = Extract<Change, { peer: unknown }>['peer'];

/** A misbehaviour, or `name=parameter` of the table. */
export type Misbehaving = string | Chosen;

/** A server that offers the app, and misbehaves when a test wants it. */
export interface SwitchedApp extends ServedApp {
  /** From now on the server does this. Without arguments it is correct, but for its puppets. */
  misbehaves(...chosen: readonly Misbehaving[]): void;
  /** From now on the server is correct. */
  behaves(): void;
  /** The code that a user must choose in a greeting with a puppet. */
  code(): string;
}

/** Serves the app, with the cheapest password hashing, by a server that can misbehave. */
export async function serveSwitchedApp(): Promise<SwitchedApp> {
  let code = '';
  let correct: Handle | undefined;
  let present: Handle | undefined;
  const switched: Mutant = {
    name: 'misbehaves later',
    requirement: 'client-certificates/signatures-verified',
    wrap: (handle) => {
      correct = handle;
      present = handle;
      return (call) => (present ?? handle)(call);
    },
  };
  const app = await serveApp({ spontaneous: true, mutants: [switched] }, [], [cheapPasswords]);
  return {
    ...app,
    misbehaves: (...chosen) => {
      if (correct === undefined) throw new Error('the server has not started');
      const rows = chosen.map((each) => (typeof each === 'string' ? parseMisbehaviour(each) : each));
      const tell = (text: string): void => {
        code = / is (\w{4})$/.exec(text)?.[1] ?? code;
      };
      present = misbehave(correct, rows, { tell }) as Handle;
    },
    behaves: () => {
      present = correct;
    },
    code: () => code,
  };
}

/** A misbehaviour that is not in the table. */
const custom = (change: Change): Chosen => ({
  ...parseMisbehaviour('greeting.peer=slow'),
  start: () => change,
});

/** The puppet at the other side of a greeting does this. */
export const puppetDoes = (peer: PlayedPerson): Chosen => custom({ peer });

/** What a misbehaviour of the table lets the puppet at the other side of a greeting do. */
export function deedOf(name: string): PlayedPerson {
  const change = parseMisbehaviour(name).start();
  if ('peer' in change) return change.peer;
  throw new Error(`${name} concerns no puppet`);
}

/** The server carries out the first command of this name, and closes the connection. */
export function losesAnswer(name: string): Chosen {
  let isLost = false;
  return custom((honest, { command }) => {
    if (isLost || command.cmd !== name) return honest;
    isLost = true;
    return 'hang up';
  });
}
