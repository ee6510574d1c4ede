/** What a certificate breaks (CERT-21 … CERT-25), each a lie that a server could tell. */
export const chainFaults = {
  unreadable: 'cannot be read as a certificate',
  signature: 'is not signed by its author',
  'author-unknown': 'is signed by a device that nobody introduced before',
  'author-revoked': 'is signed by a user who was revoked before',
  'author-not-admin': 'asks for an administrator as author',
  'root-after-bootstrap': 'is signed by the root key, which signs only at the birth of the organization',
  'out-of-order': 'is older than one before it, or as old',
  'user-twice': 'introduces a user that is known already',
  'device-twice': 'introduces a device that is known already',
  'user-unknown': 'speaks of a user whom nobody introduced before',
  'user-revoked': 'speaks of a user who is revoked already',
  'first-device': 'is a first device that was not made together with its user',
  'foreign-device': 'adds a device to another user than its author',
  'self-signed': 'is about its own author',
  'profile-held': 'gives a profile that the user has already',
  'misplaced-authority': 'is a sequester authority that does not belong to the birth of the organization',
  'own-device': 'does not agree with the keys of this device',
  'history-shortened': 'belongs to a history shorter than the one known here',
} as const;

export type ChainFault = keyof typeof chainFaults;

/** The certificate that broke the chain: where it stood in the reply, what it breaks. */
export interface ChainRefusal {
  ok: false;
  fault: ChainFault;
  topic: 'common' | 'sequester';
  /** Place in the list, from 0; undefined when it is the list as a whole. */
  index: number | undefined;
  detail: string;
}
