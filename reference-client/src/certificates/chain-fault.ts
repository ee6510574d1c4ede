/**
 * The faults of a certificate (CERT-21 … CERT-25). Each is an attack that a dishonest server could
 * try. The texts complete the sentence "the certificate …".
 */
export const chainFaults = {
  unreadable: 'cannot be read as a certificate',
  signature: 'is not signed by its author',
  'author-unknown': 'is signed by a device that no earlier certificate introduces',
  'author-revoked': 'is signed by a user who was revoked before',
  'author-not-admin': 'is not signed by an administrator',
  'root-after-bootstrap': 'is signed by the root key, which signs only when the organization is bootstrapped',
  'out-of-order': 'is not newer than the certificate before it',
  'user-twice': 'introduces a user that an earlier certificate introduces',
  'device-twice': 'introduces a device that an earlier certificate introduces',
  'user-unknown': 'is about a user whom no earlier certificate introduces',
  'user-revoked': 'is about a user who is already revoked',
  'first-device': 'is a first device whose author or timestamp differs from those of its user',
  'foreign-device': 'adds a device to a user who is not its author',
  'self-signed': 'is about its own author',
  'profile-held': 'sets a profile that the user already has',
  'misplaced-authority':
    'is a sequester authority that was not created when the organization was bootstrapped',
  'own-device': 'contradicts the keys of this device',
  'history-shortened': 'lacks a certificate that was accepted before',
} as const;

/** The name of a fault. */
export type ChainFault = keyof typeof chainFaults;

/** The first certificate that is not valid, and what is wrong with it. */
export interface ChainRefusal {
  ok: false;
  fault: ChainFault;
  topic: 'common' | 'sequester';
  /** Index in the list; undefined if the list as a whole is wrong. */
  index: number | undefined;
  detail: string;
}
