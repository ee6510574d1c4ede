import type { Judge } from '../../../src/judge/judge.ts';
import { deviceToken, type TokenChange } from '../../../src/judge/rpc.ts';
import { askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import {
  type RefusedAuthorization,
  verifiesRefusedAuthorization,
} from '../../../src/vocabulary/matchers/refuses-authorization.ts';

const alteredToken = (
  name: string,
  change: TokenChange | ((judge: Judge) => TokenChange),
  refused: RefusedAuthorization['refused'] = 403,
): RefusedAuthorization => ({
  rule: 'authentication/signature-verifies',
  case: name,
  refused,
  value: (judge, { author: { device } }) =>
    `Bearer ${deviceToken(device, judge.now(), typeof change === 'function' ? change(judge) : change)}`,
});

const flip = (index: number) => (bytes: Uint8Array) => {
  const copy = Uint8Array.from(bytes);
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
};

verifiesRefusedAuthorization([
  alteredToken('other-key', (judge) => ({ signedBy: judge.cast.signingKey('stranger') })),
  {
    rule: 'authentication/signature-verifies',
    case: 'root-key',
    refused: 403,
    value: (judge, { author: { device }, bootstrap }) =>
      `Bearer ${deviceToken(device, judge.now(), { signedBy: bootstrap.root })}`,
  },
  alteredToken('first-byte', { signature: flip(0) }),
  alteredToken('middle-byte', { signature: flip(31) }),
  alteredToken('second-half', { signature: flip(40) }),
  alteredToken('zeros', { signature: () => new Uint8Array(64) }),
  alteredToken('63-bytes', { signature: (bytes) => bytes.subarray(0, 63) }, [401, 403]),
  alteredToken('65-bytes', { signature: (bytes) => Buffer.concat([bytes, Uint8Array.of(0)]) }, [401, 403]),
  alteredToken('timestamp-changed', (judge) => {
    const later = judge.now().seconds + 7;
    return { afterwards: (signed) => signed.replace(/\d+$/, String(later)) };
  }),
  {
    rule: 'authentication/signature-verifies',
    case: 'signed-without-algorithm',
    refused: 403,
    value: (judge, { author: { device } }) => {
      const text = `${device.id.hex}.${judge.now().seconds}`;
      const signature = Buffer.from(device.key.sign(Buffer.from(text))).toString('base64url');
      return `Bearer PARSEC-SIGN-ED25519.${text}.${signature}==`;
    },
  },
  {
    rule: 'authentication/bad-signature-before-stale',
    refused: 403,
    value: (judge, { author: { device } }) =>
      `Bearer ${deviceToken(device, judge.now().plusSeconds(-3600), { signedBy: judge.cast.signingKey('stranger') })}`,
  },
  {
    rule: 'authentication/device-known',
    refused: 403,
    value: (judge) => `Bearer ${deviceToken(judge.cast.device('nobody-knows'), judge.now())}`,
  },
  {
    rule: 'authentication/device-known',
    case: 'other-organization',
    refused: 403,
    value: async (judge) => {
      const { author } = await judge.bootstrapped({}, { person: judge.cast.person('bob') });
      // The server knows the device, but in another organization.
      judge.expect.reply(await askOrganization(judge, author), 'ok', 'at home');
      return `Bearer ${deviceToken(author.device, judge.now())}`;
    },
  },
]);
