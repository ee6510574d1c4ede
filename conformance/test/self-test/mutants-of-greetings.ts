import { readDocument, writeDocument } from '@parsec-spec/spec/certificates';
import { clientRules } from '@parsec-spec/spec/client-rules';
import type { Encodable } from '@parsec-spec/spec/codec';
import { symmetric } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Fields } from '../../src/wire/values.ts';
import { altered, changedInTransit, type MutantClient, mutantClient, withCrypto } from './mutant-client.ts';

/** Words of the codes that people compare. */
const CODE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

type Codes = ReturnType<(typeof clientRules)['client-greeting/code-derivation']>;

/** Writes each code of a greeting differently. */
const writingCodes = (requirement: RequirementId, how: string, write: (code: string) => string) =>
  altered(requirement, how, {
    'client-greeting/code-derivation': (...input) => {
      const { claimer, greeter } = clientRules['client-greeting/code-derivation'](...input);
      return { claimer: write(claimer), greeter: write(greeter) };
    },
    'client-greeting/decoys-drawn-anew': (draw) =>
      write(clientRules['client-greeting/decoys-drawn-anew'](draw)),
  });

const derivingCodes = (how: string, derive: (right: Codes, ...input: Uint8Array[]) => Codes) =>
  altered('client-greeting/code-derivation', how, {
    'client-greeting/code-derivation': (key, claimerNonce, greeterNonce) =>
      derive(
        clientRules['client-greeting/code-derivation'](key, claimerNonce, greeterNonce),
        key,
        claimerNonce,
        greeterNonce,
      ),
  });

const choosingFrom = (
  requirement: RequirementId,
  how: string,
  choose: (code: string, decoy: () => string) => readonly string[],
) => altered(requirement, how, { 'client-greeting/code-found-among-others': choose });

/** Gives another reason for a cancellation. */
const cancellingWith = (requirement: RequirementId, how: string, reason: string, other: string) =>
  changedInTransit(requirement, how, () => ({
    request: ({ command }) => (command?.reason === reason ? { command: { ...command, reason: other } } : {}),
  }));

/** Changes a field of the steps that one side sends. */
const stepping = (requirement: RequirementId, how: string, word: string, other: string) =>
  changedInTransit(requirement, how, () => ({
    request: ({ command }) => {
      for (const field of ['greeter_step', 'claimer_step'] as const) {
        const step = command?.[field] as Fields | undefined;
        if (step?.step === word) return { command: { ...command, [field]: { ...step, step: other } } };
      }
      return {};
    },
  }));

/** A payload of a greeting, or undefined if the bytes are something else. */
function payloadIn(plain: Uint8Array): Fields | undefined {
  const read = readDocument(plain);
  const document = read.ok ? (read.document as Fields) : undefined;
  return String(document?.type).startsWith('invite_') ? document : undefined;
}

/** Changes each payload that the client seals. */
const sealing = (requirement: RequirementId, how: string, change: (payload: Fields) => Fields) =>
  mutantClient(requirement, how, {
    options: withCrypto(({ secretboxSeal }) => ({
      secretboxSeal: (key, nonce, plain) => {
        const payload = payloadIn(plain);
        const changed = payload && writeDocument({ ...payload, ...change(payload) } as Encodable);
        return secretboxSeal(key, nonce, changed ?? plain);
      },
    })),
  });

/** Reads each payload that the client opens differently. */
const opening = (
  requirement: RequirementId,
  how: string,
  change: (plain: Uint8Array | undefined, sealed: Uint8Array) => Uint8Array | undefined,
) =>
  mutantClient(requirement, how, {
    options: withCrypto(({ secretboxOpen }) => ({
      secretboxOpen: (key, sealed) => {
        const opened = secretboxOpen(key, sealed);
        const plain = change(opened.ok ? opened.plain : undefined, sealed);
        return plain === undefined ? opened : { ok: true, plain };
      },
    })),
  });

/** Sends the payloads of a greeting unsealed. */
const unsealed = (requirement: RequirementId) =>
  mutantClient(requirement, 'payload-in-clear', {
    options: withCrypto(({ secretboxSeal }) => ({
      secretboxSeal: (key, nonce, plain) =>
        payloadIn(plain) === undefined ? secretboxSeal(key, nonce, plain) : plain.slice(),
    })),
  });

const randomOfSize = (requirement: RequirementId, how: string, size: number) =>
  mutantClient(requirement, how, {
    options: withCrypto(({ randomBytes }) => {
      let kept: Uint8Array | undefined;
      return {
        randomBytes: (length) => {
          if (length !== size) return randomBytes(length);
          kept ??= randomBytes(length);
          return kept.slice();
        },
      };
    }),
  });

const nobodysKeys = (how: string, isPassed: (facts: Parameters<Consistent>[0]) => boolean) =>
  altered('client-greeting/payload-inconsistent', how, {
    'client-greeting/payload-inconsistent': (facts) =>
      isPassed(facts) || clientRules['client-greeting/payload-inconsistent'](facts),
  });
type Consistent = (typeof clientRules)['client-greeting/payload-inconsistent'];

const lastWord = (how: string, change: (confirmed: Names, requested: Partial<Names>) => Partial<Names>) =>
  altered('client-greeting/greeter-has-last-word', how, {
    'client-greeting/greeter-has-last-word': (confirmed, requested) => ({
      ...confirmed,
      ...change(confirmed, requested),
    }),
  });
type Names = Parameters<(typeof clientRules)['client-greeting/greeter-has-last-word']>[0];

const wrongCode = (
  how: string,
  isRight: (choice: string | undefined, code: string, side: string) => boolean,
) => altered('client-greeting/wrong-code-ends', how, { 'client-greeting/wrong-code-ends': isRight });

const drawnOnce = new Map<number, string>();

/** Reference clients that each break one rule of a greeting. */
export const mutantsOfGreetings: readonly MutantClient[] = [
  altered('client-greeting/any-administrator-greets', 'last-of-the-list', {
    'client-greeting/any-administrator-greets': (chosen) => chosen.slice(-1),
  }),
  writingCodes('client-greeting/code-alphabet', 'with-i', (code) =>
    [...code].map((letter) => 'ABCDEFGHIJKLMNPQRSTUVWXYZ2345678'[CODE_LETTERS.indexOf(letter)]).join(''),
  ),
  writingCodes('client-greeting/code-alphabet', 'lower-case', (code) => code.toLowerCase()),
  choosingFrom('client-greeting/code-found-among-others', 'one-decoy', (code, decoy) => [code, decoy()]),
  choosingFrom('client-greeting/code-found-among-others', 'one-decoy-repeated', (code, decoy) => {
    const other = decoy();
    return [code, other, other, other];
  }),
  altered('client-greeting/code-at-any-place', 'always-last', {
    'client-greeting/code-at-any-place': ([code = '', ...decoys]) => [...decoys, code],
  }),
  altered('client-greeting/decoys-drawn-anew', 'always-the-same', {
    'client-greeting/code-found-among-others': (code) => [code, 'AAAA', 'BBBB', 'CCCC'],
  }),
  altered('client-greeting/decoys-drawn-anew', 'once-in-a-process', {
    'client-greeting/code-found-among-others': (code, decoy) => {
      for (const place of [1, 2, 3]) if (!drawnOnce.has(place)) drawnOnce.set(place, decoy());
      return [code, ...drawnOnce.values()];
    },
  }),
  derivingCodes('sides-swapped', ({ claimer, greeter }) => ({ claimer: greeter, greeter: claimer })),
  derivingCodes('nonces-swapped', (_right, key, claimerNonce, greeterNonce) =>
    clientRules['client-greeting/code-derivation'](
      key as Uint8Array,
      greeterNonce as Uint8Array,
      claimerNonce as Uint8Array,
    ),
  ),
  derivingCodes('unkeyed', (_right, _key, claimerNonce, greeterNonce) =>
    clientRules['client-greeting/code-derivation'](
      symmetric.blake2b(new Uint8Array(1), { size: 32 }),
      claimerNonce as Uint8Array,
      greeterNonce as Uint8Array,
    ),
  ),
  altered('client-greeting/shared-key', 'keys-swapped', {
    'client-greeting/shared-key': (crypto, input) =>
      clientRules['client-greeting/shared-key'](crypto, {
        ...input,
        role: input.role === 'GREETER' ? 'CLAIMER' : 'GREETER',
      }),
  }),
  ...(
    [
      ['second-half', (hashed: Uint8Array) => symmetric.blake2b(hashed, { size: 64 }).slice(32)],
      [
        'secret-alone',
        (hashed: Uint8Array) => symmetric.blake2b(hashed.fill(0, 32), { size: 64 }).slice(0, 32),
      ],
    ] as const
  ).map(([how, derive]) =>
    altered('client-greeting/shared-key', how, {
      'client-greeting/shared-key': async (crypto, input) => {
        const secret = await crypto.x25519(input.privateKey, input.peer);
        if (secret === undefined) return undefined;
        const keys = [input.publicKey, input.peer];
        const [greeter = secret, claimer = secret] = input.role === 'GREETER' ? keys : keys.reverse();
        return derive(Uint8Array.from([...secret, ...greeter, ...claimer]));
      },
    }),
  ),
  altered('client-greeting/confirmation-after-creation', 'refusal-unheard', {
    'client-greeting/confirmation-after-creation': (status) =>
      status === 'ok' || status === 'human_handle_already_taken',
  }),
  altered('client-greeting/confirmation-after-creation', 'refused-certificates-unheard', {
    'client-greeting/confirmation-after-creation': (status) => status === 'ok' || /certificate/.test(status),
  }),
  lastWord('own-label', (confirmed, { device_label }) => ({
    device_label: device_label ?? confirmed.device_label,
  })),
  lastWord('own-handle', (confirmed, { human_handle }) => ({
    human_handle: human_handle ?? confirmed.human_handle,
  })),
  lastWord('always-standard', () => ({ profile: 'STANDARD' })),
  altered('client-greeting/nonce-hash-checked', 'first-half', {
    'client-greeting/nonce-hash-checked': (digest, commitment) =>
      clientRules['client-greeting/nonce-hash-checked'](digest.subarray(0, 16), commitment.subarray(0, 16)),
  }),
  cancellingWith(
    'client-greeting/nonce-hash-checked',
    'another-reason',
    'INVALID_NONCE_HASH',
    'MANUALLY_CANCELLED',
  ),
  nobodysKeys('unusable-key-of-a-user', ({ contributes }) => contributes === false),
  nobodysKeys(
    'unusable-key-of-a-first-device',
    ({ contributes, isPoint }) => contributes === true && isPoint === false,
  ),
  nobodysKeys(
    'unusable-key-of-a-device',
    ({ contributes, isPoint }) => contributes === undefined && isPoint === false,
  ),
  altered('client-greeting/payload-inconsistent', 'any-user', {
    'client-greeting/payload-inconsistent': ({ confirmed, invited, ...facts }) =>
      (confirmed?.email === invited?.email || 'INCONSISTENT_PAYLOAD') &&
      clientRules['client-greeting/payload-inconsistent'](facts),
  }),
  altered('client-greeting/payload-inconsistent', 'any-address', {
    'client-greeting/payload-inconsistent': ({ confirmed, invited, ...facts }) =>
      confirmed?.userId.hex === invited?.userId.hex
        ? clientRules['client-greeting/payload-inconsistent'](facts)
        : 'INCONSISTENT_PAYLOAD',
  }),
  nobodysKeys('known-keys-are-new', ({ owner }) => owner === 'another member'),
  cancellingWith(
    'client-greeting/payload-inconsistent',
    'another-reason',
    'INCONSISTENT_PAYLOAD',
    'MANUALLY_CANCELLED',
  ),
  opening('client-greeting/payload-undecipherable', 'in-clear-too', (plain, sealed) =>
    plain === undefined && payloadIn(sealed) !== undefined ? sealed.slice() : undefined,
  ),
  cancellingWith(
    'client-greeting/payload-undecipherable',
    'as-undeserializable',
    'UNDECIPHERABLE_PAYLOAD',
    'UNDESERIALIZABLE_PAYLOAD',
  ),
  changedInTransit('client-greeting/payload-undecipherable', 'uncancelled', () => ({
    request: ({ command }) =>
      command?.reason === 'UNDECIPHERABLE_PAYLOAD' ? { command: { cmd: 'ping', ping: 'instead' } } : {},
  })),
  opening('client-greeting/payload-undeserializable', 'label-absent', (plain) => {
    const payload = plain && payloadIn(plain);
    if (payload === undefined) return undefined;
    const label = String(payload.type).endsWith('data') ? 'requested_device_label' : 'device_label';
    return writeDocument({ [label]: 'unnamed', ...payload } as Encodable);
  }),
  opening('client-greeting/payload-undeserializable', 'any-format', (plain) => {
    const right = plain && Uint8Array.from([0, ...plain.subarray(1)]);
    return right && payloadIn(right) && right;
  }),
  wrongCode('any-code', (choice) => choice !== undefined),
  wrongCode('no-code', (choice, code) => (choice ?? code) === code),
  wrongCode('claimer-goes-on', (choice, code, side) => side === 'CLAIMER' || choice === code),
  wrongCode('greeter-goes-on', (choice, code, side) => side === 'GREETER' || choice === code),
  mutantClient('client-greeting/wrong-code-ends', 'asks-again', {
    acts: (session) => {
      const again = <Input extends { readonly comparing: Parameters<typeof session.claim>[0]['comparing'] }>(
        input: Input,
      ): Input => {
        let own: readonly string[] = [];
        return {
          ...input,
          comparing: {
            ...input.comparing,
            choose: async (choices: readonly string[]) => {
              own = choices;
              const first = await input.comparing.choose(own);
              const second = await input.comparing.choose(own);
              const third = await input.comparing.choose(own);
              return third ?? second ?? first;
            },
          },
        };
      };
      return {
        ...session,
        claim: (input) => session.claim(again(input)),
        greet: (input) => session.greet(again(input)),
      };
    },
  }),
  randomOfSize('client-greeting/keys-made-anew', 'one-key-pair', 32),
  randomOfSize('client-greeting/keys-made-anew', 'one-nonce', 64),
  stepping('greeting/step-5-is-5', 'named', '5', 'NUMBER_5_SIGNIFY_TRUST'),
  stepping('greeting/step-words', 'another-word', 'NUMBER_8_ACKNOWLEDGE', 'NUMBER_8_ACKNOWLEDGMENT'),
  unsealed('client-keys/no-secret-on-the-wire'),
  unsealed('client-keys/user-key-travels-sealed'),
  sealing('encoding/handle-is-a-pair', 'swapped', ({ requested_human_handle: handle }) =>
    Array.isArray(handle) ? { requested_human_handle: handle.toReversed() } : {},
  ),
  changedInTransit('encoding/enumerations-upper-case', 'lower-case-reason', () => ({
    request: ({ command }) =>
      command?.reason === undefined
        ? {}
        : { command: { ...command, reason: String(command.reason).toLowerCase() } },
  })),
];
