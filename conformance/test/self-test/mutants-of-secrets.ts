import { clientCrypto } from '@parsec-spec/reference-client/crypto';
import { type ClientRules, clientRules } from '@parsec-spec/spec/client-rules';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { type MutantClient, mutantClient } from './mutant-client.ts';

const rightCreation = clientRules['client-certificates/creation-is-coherent'];

const textOf = (key: Uint8Array): string => Buffer.from(key).toString('hex');

/** A mutant whose rules also see the last secret key that its cryptography used. */
const leaking = (
  requirement: RequirementId,
  how: string,
  use: 'sign' | 'publicKeyOf' | 'verifyKeyOf',
  alter: (key: () => Uint8Array) => Partial<ClientRules>,
): MutantClient =>
  mutantClient(requirement, how, {
    options: (given) => {
      let last = new Uint8Array();
      const right = clientCrypto[use] as (key: Uint8Array, message: Uint8Array) => never;
      const seen = (key: Uint8Array, message: Uint8Array) => {
        last = key.slice();
        return right(key, message);
      };
      return { ...given, crypto: { ...clientCrypto, [use]: seen }, altered: alter(() => last) };
    },
  });

/** Certifies the last secret key that was turned into a public one. */
const certifying = (
  requirement: RequirementId,
  how: string,
  use: 'publicKeyOf' | 'verifyKeyOf',
  place: 'public_key' | 'verify_key' | 'device_label',
): MutantClient =>
  leaking(requirement, how, use, (key) => ({
    'client-certificates/creation-is-coherent': (by, newcomer) => {
      const { user, device } = rightCreation(by, newcomer);
      if (user === undefined) return { device };
      if (place === 'public_key') return { user: { ...user, public_key: key() }, device };
      if (place === 'verify_key') return { user, device: { ...device, verify_key: key() } };
      return { user, device: { ...device, device_label: textOf(key()) } };
    },
  }));

/** Reference clients that each let a secret key leave the client. */
export const mutantsOfSecrets: readonly MutantClient[] = [
  leaking('client-keys/no-secret-on-the-wire', 'signing-key', 'sign', (key) => ({
    'client-transport/names-itself': ({ userAgent }) => ({ 'user-agent': `${userAgent} ${textOf(key())}` }),
  })),
  leaking('client-keys/user-key-travels-sealed', 'as-label', 'publicKeyOf', (key) => ({
    'client-certificates/creation-is-coherent': (by, newcomer) =>
      rightCreation(by, { ...newcomer, deviceLabel: textOf(key()) }),
  })),
  certifying('client-keys/no-secret-on-the-wire', 'private-key-certified', 'publicKeyOf', 'public_key'),
  ...(
    [
      ['private-key-certified', 'publicKeyOf', 'public_key'],
      ['signing-key-certified', 'verifyKeyOf', 'verify_key'],
      ['private-key-as-label', 'publicKeyOf', 'device_label'],
    ] as const
  ).map(([how, use, place]) =>
    certifying('organization_bootstrap/client-keeps-private-keys', how, use, place),
  ),
];
