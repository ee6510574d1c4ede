import type { CertificateChange } from '../certificate/index.ts';

const junk = Buffer.from('foobar');

/**
 * What does not decode: bytes that are no certificate, none at all, and junk that the right key did
 * sign.
 */
export const undecodable: Readonly<Record<string, CertificateChange>> = {
  'foobar as certificate': { signed: () => junk },
  'no bytes as certificate': { signed: () => new Uint8Array() },
  'signed junk as certificate': { frame: () => junk },
};
