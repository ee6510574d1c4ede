import { readDocument, writeDocument } from '@parsec-spec/spec/certificates';
import { decode, type Encodable } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Fields } from '../../src/wire/values.ts';
import { changeInTransit, type MutantClient, mutantClient, withCrypto } from './mutant-client.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/**
 * A mutant that reads the signed content of certificates otherwise. It verifies the signature of the
 * content that it was served.
 */
const readingContent = (
  requirement: RequirementId,
  how: string,
  read: (content: Uint8Array) => Uint8Array,
): MutantClient =>
  mutantClient(requirement, how, {
    options: (given) => {
      const served = new Map<string, Uint8Array>();
      const change = (certificate: unknown) => {
        if (!(certificate instanceof Uint8Array)) return certificate;
        const content = certificate.slice(64);
        const changed = read(content);
        served.set(hex(changed), content);
        return Uint8Array.from([...certificate.slice(0, 64), ...changed]);
      };
      const altered = changeInTransit(() => ({
        answer: ({ reply }) => {
          if (!Array.isArray(reply?.common_certificates)) return {};
          return { reply: { ...reply, common_certificates: reply.common_certificates.map(change) } };
        },
      }))(given);
      return withCrypto(({ verify }) => ({
        verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
          verify(key, served.get(hex(message)) ?? message, signature),
      }))(altered);
    },
  });

const documentIn = (content: Uint8Array): Fields | undefined => {
  const read = readDocument(content);
  return read.ok ? (read.document as Fields) : undefined;
};

/** A mutant that reads the fields of certificates otherwise. */
const readingFields = (
  requirement: RequirementId,
  how: string,
  type: string | undefined,
  read: (document: Fields) => Fields,
): MutantClient =>
  readingContent(requirement, how, (content) => {
    const document = documentIn(content);
    if (document === undefined || (type !== undefined && document.type !== type)) return content;
    return writeDocument({ ...document, ...read(document) } as Encodable);
  });

const sized = (key: unknown, size: (key: Uint8Array) => Uint8Array): unknown =>
  key instanceof Uint8Array ? size(key) : key;
const padded = (key: Uint8Array): Uint8Array => (key.length < 32 ? new Uint8Array(32).fill(7) : key);

/** Reference clients that each read the content of certificates otherwise, or write another format. */
export const mutantsOfCertificateContent: readonly MutantClient[] = [
  readingContent('certificates/envelope', 'any-format', (content) =>
    Uint8Array.from([0, ...content.slice(1)]),
  ),
  readingContent('certificates/envelope', 'uncompressed-too', (content) => {
    if (documentIn(content) !== undefined) return content;
    try {
      return writeDocument(decode(content.slice(1)) as Encodable);
    } catch {
      return content;
    }
  }),
  mutantClient('certificates/envelope', 'another-format-written', {
    options: (given) =>
      withCrypto(({ sign }) => ({
        sign: (seed: Uint8Array, message: Uint8Array) =>
          sign(seed, message[0] === 0 ? message.with(0, 1) : message) as never,
      }))(
        changeInTransit(() => ({
          request: ({ command }) => {
            const certificates = Object.entries(command ?? {}).flatMap(([name, value]) =>
              name.endsWith('certificate') && value instanceof Uint8Array ? [[name, value.with(64, 1)]] : [],
            );
            return certificates.length === 0
              ? {}
              : { command: { ...command, ...Object.fromEntries(certificates) } };
          },
        }))(given),
      ),
  }),
  readingFields('user_certificate/fields', 'handle-absent-is-nil', 'user_certificate', (document) => ({
    human_handle: document.human_handle ?? null,
  })),
  readingFields('user_certificate/fields', 'profile-absent-is-standard', 'user_certificate', (document) => ({
    profile: document.profile ?? 'STANDARD',
  })),
  readingFields('user_certificate/fields', 'algorithm-absent', 'user_certificate', (document) => ({
    algorithm: document.algorithm ?? 'X25519_XSALSA20_POLY1305',
  })),
  readingFields('device_certificate/fields', 'label-absent-is-nil', 'device_certificate', (document) => ({
    device_label: document.device_label ?? null,
  })),
  readingFields('device_certificate/fields', 'algorithm-absent', 'device_certificate', (document) => ({
    algorithm: document.algorithm ?? 'ED25519',
  })),
  readingFields(
    'device_certificate/purpose-absent-is-standard',
    'refused',
    'device_certificate',
    (document) => ({ purpose: document.purpose ?? 'DUMMY' }),
  ),
  readingFields(
    'user_update_certificate/fields',
    'profile-absent-is-admin',
    'user_update_certificate',
    (document) => ({ new_profile: document.new_profile ?? 'ADMIN' }),
  ),
  readingFields('keys/sizes-in-client', 'padded', undefined, ({ public_key }) =>
    public_key === undefined ? {} : { public_key: sized(public_key, padded) },
  ),
  readingFields('keys/sizes-in-client', 'cut', undefined, ({ public_key }) =>
    public_key === undefined ? {} : { public_key: sized(public_key, (key) => key.slice(0, 32)) },
  ),
  readingFields('keys/sizes-in-client', 'verify-key-padded', undefined, ({ verify_key }) =>
    verify_key === undefined ? {} : { verify_key: sized(verify_key, padded) },
  ),
  readingFields('types/profile-is-one-of-three', 'any-case', undefined, ({ profile }) =>
    typeof profile === 'string' ? { profile: profile.toUpperCase() } : {},
  ),
  readingFields('types/profile-is-one-of-three', 'unknown-is-standard', undefined, ({ profile }) =>
    typeof profile === 'string' && !['ADMIN', 'STANDARD', 'OUTSIDER'].includes(profile)
      ? { profile: 'STANDARD' }
      : {},
  ),
];
