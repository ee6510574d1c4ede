import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ActOutcome, Installation } from '@parsec-spec/reference-client/driver';
import { openInstallation } from '@parsec-spec/reference-client/driver';
import { devicesFolder } from '../../src/played-server/device-files.ts';
import type { Fields } from '../../src/wire/values.ts';
import {
  type ChangeOptions,
  changedInTransit,
  type MutantClient,
  mutantClient,
  type TransitChanges,
  withCrypto,
} from './mutant-client.ts';
import { mutantsOfCertificateContent } from './mutants-of-certificate-content.ts';
import { mutantsOfEncodings } from './mutants-of-encodings.ts';
import { mutantsOfFiles } from './mutants-of-files.ts';
import { mutantsOfGreetings } from './mutants-of-greetings.ts';
import { mutantsOfLinks } from './mutants-of-links.ts';
import { mutantsOfMessages } from './mutants-of-messages.ts';
import { mutantsOfNames } from './mutants-of-names.ts';
import { mutantsOfRules } from './mutants-of-rules.ts';
import { mutantsOfSecrets } from './mutants-of-secrets.ts';
import { mutantsOnTheWire } from './mutants-on-the-wire.ts';

type Acts = NonNullable<MutantClient['acts']>;

/** Pauses between reconnections, computed from the correct pauses and their number. */
const pausing =
  (pauses: (right: number, number: number) => number): ChangeOptions =>
  (given) => {
    let number = 0;
    return { ...given, pause: (ms) => pauses(ms, number++) };
  };

/** Alters the terms that the user sees. */
const terms =
  (show: (right: NonNullable<Shown>, number: number) => NonNullable<Shown>): Acts =>
  (session) => ({
    ...session,
    acceptTerms: (input) => {
      let number = 0;
      const right = input.show ?? (() => true);
      return session.acceptTerms({ ...input, show: (each) => show(right, number++)(each) });
    },
  });
type Shown = Parameters<Installation['acceptTerms']>[0]['show'];

/** The outcome for a device that could not be saved. */
const unsaved =
  (act: 'bootstrap' | 'claim', change: (outcome: ActOutcome, home: string) => ActOutcome): Acts =>
  (session, home) => ({
    ...session,
    [act]: async (input: never) => {
      const outcome = await session[act](input);
      return outcome.code === 'not-saved' ? change(outcome, home) : outcome;
    },
  });

function forgets(outcome: ActOutcome, home: string): ActOutcome {
  for (const folder of [devicesFolder(home), `${devicesFolder(home)}.aside`]) {
    for (const name of filesIn(folder))
      if (/\.(pending|claim)$/.test(name)) rmSync(join(folder, name), { force: true });
  }
  return outcome;
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Replaces what the client says, and its code, if an act is refused. */
const explaining =
  (
    act: 'logIn' | 'bootstrap' | 'claim',
    explain: (refused: ActOutcome, input: { readonly file?: string }) => Partial<ActOutcome>,
  ): Acts =>
  (session) => ({
    ...session,
    [act]: async (input: never) => {
      const outcome = await session[act](input);
      return outcome.code === 'ok' ? outcome : { ...outcome, ...explain(outcome, input) };
    },
  });

/** A client that compares a device file which it cannot open with its first sight of the file. */
function toldByFirstSight(): Acts {
  const seen = new Map<string, string>();
  return explaining('logIn', ({ message, code }, { file = '' }) => {
    if (code !== 'cannot-open') return {};
    const content = readFileSync(file, 'hex');
    const first = seen.get(file) ?? content;
    seen.set(file, first);
    return first === content
      ? { message: `${message}: try again`, code: 'bad-input' }
      : { message: `${message}: restore the file` };
  });
}

/** Changes the fields of the commands that create a user or device. */
const creating = (change: (command: Fields) => Fields): TransitChanges => ({
  request: ({ command }) =>
    command !== undefined && /^(user|device)_create$/.test(String(command.cmd))
      ? { command: { ...command, ...change(command) } }
      : {},
});

const pretends = (outcome: ActOutcome): ActOutcome => ({ ...outcome, code: 'ok' });

/** Uses a client with weak password hashing for one action. */
const weakly =
  (act: 'changePassword' | 'claim', cost: { memlimitKib: number; opslimit: number }): Acts =>
  (session, home, given) => ({
    ...session,
    [act]: (input: never) =>
      openInstallation(home, { ...given, cost: given.cost ?? { ...cost, parallelism: 1 } })[act](input),
  });

const salt = (make: (random: Uint8Array) => Uint8Array): ChangeOptions =>
  withCrypto(({ randomBytes }) => ({
    randomBytes: (length) => (length === 16 ? make(randomBytes(16)) : randomBytes(length)),
  }));

/** Reference clients that each break one rule. */
export const mutantClients: readonly MutantClient[] = [
  mutantClient('events/client-reconnects', 'delay-stops-growing', {
    options: pausing((ms) => Math.min(ms, 1000)),
  }),
  mutantClient('events/client-reconnects', 'delay-stops-growing-later', {
    options: pausing((ms) => Math.min(ms, 5000)),
  }),
  mutantClient('events/client-reconnects', 'delay-without-bound', {
    options: pausing((_, number) => (number === 0 ? 0 : 1000 * 3 ** number)),
  }),
  mutantClient('events/client-reconnects', 'gives-up', {
    options: pausing((ms, number) => (number > 3 ? 1e9 : ms)),
  }),
  changedInTransit('events/client-reconnects', 'no-id', () => ({
    request: ({ headers: { 'last-event-id': _, ...headers } }) => ({ headers }),
  })),
  changedInTransit('events/client-reconnects', 'id-sent-once', () => {
    const sent = new Set<string>();
    return {
      request: ({ headers: { 'last-event-id': id, ...headers } }) => {
        if (id === undefined || sent.has(id)) return { headers };
        sent.add(id);
        return { headers: { ...headers, 'last-event-id': id } };
      },
    };
  }),
  changedInTransit('events/client-reconnects', 'retry-unheard', () => ({
    stream: (piece) => piece.replaceAll('retry:', 'other:'),
  })),
  mutantClient('terms-of-service/client-accepts-only-shown-terms', 'unseen', {
    acts: terms(() => () => true),
  }),
  mutantClient('terms-of-service/client-accepts-only-shown-terms', 'declined-anew', {
    acts: terms((right, number) => async (each) => (await right(each)) || number > 0),
  }),
  changedInTransit('terms-of-service/client-accepts-only-shown-terms', 'date-of-now', () => ({
    request: ({ command }) =>
      command?.cmd === 'tos_accept' ? { command: { ...command, tos_updated_on: null } } : {},
  })),
  mutantClient('terms-of-service/client-shows-new-terms', 'new-ones-unseen', {
    acts: terms((right, number) => (number === 0 ? right : () => true)),
  }),
  mutantClient('terms-of-service/client-shows-new-terms', 'third-ones-unseen', {
    acts: terms((right, number) => (number < 2 ? right : () => true)),
  }),
  mutantClient('client-transport/refusal-keeps-state', 'device-removed-when-revoked', {
    acts: (session, home) => ({
      ...session,
      logIn: async (input) => {
        const outcome = await session.logIn(input);
        if (outcome.message.includes('revoked')) rmSync(devicesFolder(home), { recursive: true });
        return outcome;
      },
    }),
  }),
  mutantClient('client-keys/argon2id-fresh-salt', 'one-for-all', {
    options: salt(() => new Uint8Array(16).fill(7)),
  }),
  mutantClient('client-keys/argon2id-fresh-salt', 'half-random', {
    options: salt((random) => Uint8Array.from(random, (byte, at) => (at < 8 ? byte : 0))),
  }),
  mutantClient('client-keys/argon2id-strength', 'two-passes', {
    options: (given) => ({ cost: { memlimitKib: 131_072, opslimit: 2, parallelism: 1 }, ...given }),
  }),
  mutantClient('client-keys/argon2id-strength', 'little-memory', {
    options: (given) => ({ cost: { memlimitKib: 131_071, opslimit: 3, parallelism: 1 }, ...given }),
  }),
  mutantClient('client-keys/argon2id-strength', 'weak-after-a-change', {
    acts: weakly('changePassword', { memlimitKib: 65_536, opslimit: 3 }),
  }),
  mutantClient('client-keys/argon2id-strength', 'weak-after-a-claim', {
    acts: weakly('claim', { memlimitKib: 131_072, opslimit: 1 }),
  }),
  ...(['bootstrap', 'claim'] as const).flatMap((act) => [
    mutantClient('client-keys/failed-save-is-told', `${act}-pretends`, { acts: unsaved(act, pretends) }),
    mutantClient('client-keys/failed-save-can-be-repeated', `${act}-forgets-keys`, {
      acts: unsaved(act, forgets),
    }),
  ]),
  mutantClient('client-keys/wrong-password-or-damage-told', 'by-first-sight', { acts: toldByFirstSight() }),
  ...(['bootstrap', 'claim'] as const).map((act) =>
    mutantClient('client-keys/failed-save-is-told', `${act}-without-a-cause`, {
      acts: explaining(act, () => ({ message: 'It did not work.' })),
    }),
  ),
  // A defect while the file is read fails the check, and does not end the run.
  mutantClient('client-keys/no-partial-file', 'breaks-the-contract', {
    acts: (session) => ({
      ...session,
      changePassword: async () =>
        ({ code: 'ok', message: 1, output: '', facts: {} }) as unknown as ActOutcome,
    }),
  }),
  mutantClient('client-certificates/batch-refused-whole', 'without-a-cause', {
    acts: explaining('logIn', () => ({ message: 'It did not work.' })),
  }),
  mutantClient('client-certificates/batch-refused-whole', 'code-of-an-unknown-answer', {
    acts: explaining('logIn', ({ code }) =>
      code === 'invalid-certificate' ? { code: 'unknown-answer' } : {},
    ),
  }),
  ...(['user', 'device'] as const).flatMap((kind) => [
    changedInTransit('client-certificates/redacted-hides-names', `full-${kind}-in-the-redacted-field`, () =>
      creating((command) => ({ [`redacted_${kind}_certificate`]: command[`${kind}_certificate`] })),
    ),
    changedInTransit('client-certificates/redacted-hides-names', `redacted-${kind}-in-the-full-field`, () =>
      creating((command) => ({ [`${kind}_certificate`]: command[`redacted_${kind}_certificate`] })),
    ),
  ]),
  ...mutantsOnTheWire,
  ...mutantsOfRules,
  ...mutantsOfSecrets,
  ...mutantsOfGreetings,
  ...mutantsOfFiles,
  ...mutantsOfMessages,
  ...mutantsOfLinks,
  ...mutantsOfNames,
  ...mutantsOfEncodings,
  ...mutantsOfCertificateContent,
];
