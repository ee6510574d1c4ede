import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonStore } from '@parsec-spec/reference-client/certificates';
import { createServer, type ReferenceServer, silentLog } from '@parsec-spec/reference-server/core';
import { fetchHandler } from '@parsec-spec/reference-server/fetch';
import { type Mailer, openMailer } from '@parsec-spec/reference-server/mail';
import { type Crypto, syncCrypto } from '@parsec-spec/spec/crypto';
import { afterEach, beforeEach } from 'vitest';
import type { Asker } from '../../src/client/asker.ts';
import { Cancellation } from '../../src/client/cancellation.ts';
import type { Context } from '../../src/client/context.ts';

export const serverUrl = 'http://parsec.test/';
export const token = 'an-administration-token';

/** The answers of a person in order, each with the question that it is for. */
export type Script = readonly (readonly [question: RegExp, answer: Answer])[];

/** The answer that interrupts a question, like Ctrl-C. */
export const ctrlC = '\u0003';

/** A typed text, the index of a choice, or a function that picks one of the choices shown. */
type Answer =
  | string
  | boolean
  | number
  | (() => Promise<string>)
  | ((choices: readonly string[]) => Promise<number>);

/** An installation and a server, new for each test. */
export interface Scene {
  home: () => string;
  server: () => ReferenceServer;
  /** All output on stderr and stdout, and all questions. */
  said: string[];
  printed: object[];
  texts: string[];
  /**
   * The context of a command on a machine. With a script there is a terminal, at which a person
   * follows the script.
   */
  context: (script?: Script, machine?: string, cancellation?: Cancellation) => Context;
  /** The last code that a person of that name should read aloud. */
  codeOf: (whom: RegExp) => Promise<string>;
}

/**
 * The default cryptography with the lowest cost of password hashing, because a journey opens its
 * devices often.
 */
const quickCrypto: Crypto = {
  ...syncCrypto,
  argon2id: (password, { salt }) =>
    syncCrypto.argon2id(password, { memlimitKib: 8, opslimit: 1, parallelism: 1, salt }),
};

/** A mailer that saves each mail as a file in the folder. */
export const keeper = (folder: string): Mailer =>
  openMailer(
    {
      ...{ host: `dir:${folder}`, port: 25, security: 'none', login: null },
      ...{ sender: 'no-reply@parsec.test', timeout: 5 },
    },
    silentLog,
  );

/** Creates a scene for each test of a file. */
export function scene(config: { spontaneous?: boolean; mails?: () => string } = {}): Scene {
  let home = '';
  let server = createServer();
  const said: string[] = [];
  const printed: object[] = [];
  const texts: string[] = [];
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'parsec-spec-cli-'));
    server = createServer({
      ...(config.mails && { mailer: keeper(config.mails()) }),
      config: {
        administration_token: token,
        spontaneous_organization_bootstrap: config.spontaneous === true,
      },
    });
    for (const list of [said, printed, texts]) list.length = 0;
  });
  afterEach(async () => {
    await server.close();
    await rm(home, { recursive: true, force: true });
  });
  return {
    home: () => home,
    server: () => server,
    said,
    printed,
    texts,
    codeOf: async (whom) => {
      for (let waited = 0; waited < 400; waited++) {
        const at = said.findLastIndex((text) => text.startsWith('Read this code to') && whom.test(text));
        const line = said[at];
        if (line !== undefined) {
          // Each code is used only once.
          said[at] = `(heard) ${line}`;
          return line.slice(-4);
        }
        await new Promise((woken) => setTimeout(woken, 25));
      }
      throw new Error(`no code was shown for ${whom}`);
    },
    context: (script, machine = '', cancellation = new Cancellation()) => ({
      environment: {
        crypto: quickCrypto,
        transport: { fetch: (input, init) => fetchHandler(server)(new Request(input, init)) },
      },
      asker: script && person(script, said, cancellation),
      cancellation,
      output: 'text',
      folder: join(home, machine, 'devices'),
      storeOf: (id) => jsonStore(join(home, machine, 'data', id, 'certificates.json')),
      say: (text) => void said.push(text),
      print: (result, text) => {
        printed.push(result);
        texts.push(text);
      },
    }),
  };
}

function person(script: Script, said: string[], cancellation: Cancellation): Asker {
  let next = 0;
  const answerTo = <T extends Answer>(question: string): T => {
    said.push(`? ${question}`);
    const [pattern, answer] = script[next++] ?? [/^$/, ''];
    if (!pattern.test(question)) throw new Error(`asked "${question}", the script has ${pattern}`);
    if (answer === ctrlC) throw cancellation.error;
    return answer as T;
  };
  const typed: Asker['text'] = async (question, problem, refused = '') => {
    for (;;) {
      const given = answerTo<string | (() => Promise<string>)>(
        refused === '' ? question : `${question} [${refused}]`,
      );
      const answer = typeof given === 'string' ? given : await given();
      const wrong = problem(answer);
      if (wrong === undefined) return answer;
      said.push(`! ${wrong}`);
    }
  };
  const asker: Asker = {
    withSignal: () => asker,
    text: typed,
    secret: (question, problem = () => undefined) => typed(question, problem),
    confirm: async (question) => answerTo(question),
    choose: async (question, choices) => {
      const answer = answerTo<number | ((choices: readonly string[]) => Promise<number>)>(question);
      const index = typeof answer === 'number' ? answer : await answer(choices.map(({ name }) => name));
      const chosen = choices[index];
      if (chosen === undefined) throw new Error(`no such choice for "${question}"`);
      return chosen.value;
    },
  };
  return asker;
}
