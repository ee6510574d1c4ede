import type { Decoded, DecodedObject } from '../codec/index.ts';

const common = [
  'created_on',
  'protected_on',
  'server_url',
  'organization_id',
  'user_id',
  'device_id',
  'human_handle',
  'device_label',
];

const orders: Readonly<Record<string, readonly string[]>> = {
  password: [...common, 'algorithm', 'ciphertext', 'totp_opaque_key_id'],
  keyring: [...common, 'keyring_service', 'keyring_user', 'ciphertext', 'totp_opaque_key_id'],
  recovery: [...common, 'ciphertext'],
};

const algorithm = ['memlimit_kb', 'opslimit', 'parallelism', 'salt'];

/**
 * Converts the array form of an old file to a map: the kind first, then the fields in their order
 * (spec/protocol/certificates.md).
 * @returns undefined when the array has no known kind.
 */
export function fromArray(items: readonly Decoded[]): DecodedObject | undefined {
  const [kind] = items;
  const order = typeof kind === 'string' && Object.hasOwn(orders, kind) ? orders[kind] : undefined;
  return order && named(items, order);
}

/**
 * The same for the Argon2id parameters inside. A value that is not an array is returned unchanged.
 */
export function algorithmFromArray(value: Decoded | undefined): Decoded | undefined {
  return Array.isArray(value) ? (named(value, algorithm) ?? value) : value;
}

function named([type, ...values]: readonly Decoded[], order: readonly string[]): DecodedObject | undefined {
  if (type === undefined || values.length > order.length) return undefined;
  const object: DecodedObject = Object.create(null);
  object.type = type;
  for (const [index, value] of values.entries()) object[order[index] ?? ''] = value;
  return object;
}
