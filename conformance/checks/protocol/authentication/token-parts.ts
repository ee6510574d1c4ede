import { deviceToken, type TokenChange } from '../../../src/judge/rpc.ts';
import {
  type RefusedAuthorization,
  verifiesRefusedAuthorization,
} from '../../../src/vocabulary/matchers/refuses-authorization.ts';

/**
 * A token with one altered part. The signature covers the altered token, so nothing else is wrong.
 */
const alteredPart = (
  rule: RefusedAuthorization['rule'],
  name: string,
  change: TokenChange | ((id: string) => TokenChange),
  refused: RefusedAuthorization['refused'] = 401,
): RefusedAuthorization => ({
  rule,
  case: name,
  refused,
  value: (judge, { author: { device } }) => {
    const changed = typeof change === 'function' ? change(device.id.hex) : change;
    return `Bearer ${deviceToken(device, judge.now(), changed)}`;
  },
});

const lastPart = /\.[^.]*$/;

verifiesRefusedAuthorization([
  {
    rule: 'authentication/four-parts',
    case: 'three',
    refused: 401,
    value: (judge, { author: { device } }) =>
      `Bearer ${deviceToken(device, judge.now()).replace(lastPart, '')}`,
  },
  {
    rule: 'authentication/four-parts',
    case: 'three-without-algorithm',
    refused: 401,
    value: (judge, { author: { device } }) =>
      `Bearer ${deviceToken(device, judge.now()).replace(/^[^.]*\./, '')}`,
  },
  {
    rule: 'authentication/four-parts',
    case: 'five-after-signature',
    refused: 401,
    value: (judge, { author: { device } }) => `Bearer ${deviceToken(device, judge.now())}.AAAA`,
  },
  {
    rule: 'authentication/four-parts',
    case: 'five-signed',
    refused: 401,
    value: (judge, { author: { device } }) => {
      const at = judge.now();
      return `Bearer ${deviceToken(device, at, { timestamp: `${at.seconds}.0` })}`;
    },
  },

  alteredPart('authentication/algorithm-prefix', 'other', { prefix: 'PARSEC-SIGN-RSA' }),
  alteredPart('authentication/algorithm-prefix', 'lower-case', { prefix: 'parsec-sign-ed25519' }),
  alteredPart('authentication/algorithm-prefix', 'longer', { prefix: 'PARSEC-SIGN-ED25519X' }),
  alteredPart('authentication/algorithm-prefix', 'empty', { prefix: '' }),

  alteredPart('authentication/device-part-is-identifier', 'text', { deviceId: '<dummy>' }),
  alteredPart('authentication/device-part-is-identifier', 'empty', { deviceId: '' }),
  alteredPart('authentication/device-part-is-identifier', '31-digits', (id) => ({ deviceId: id.slice(1) })),
  alteredPart('authentication/device-part-is-identifier', '33-digits', (id) => ({ deviceId: `${id}0` })),
  alteredPart('authentication/device-part-is-identifier', 'no-hex', (id) => ({ deviceId: `g${id.slice(1)}` })),

  alteredPart('authentication/timestamp-part-is-integer', 'letters', { timestamp: 'abc' }),
  alteredPart('authentication/timestamp-part-is-integer', 'empty', { timestamp: '' }),
  alteredPart('authentication/timestamp-part-is-integer', 'exponent', { timestamp: '1e9' }),
  alteredPart('authentication/timestamp-part-is-integer', 'trailing-letter', { timestamp: '1700000000x' }),

  alteredPart(
    'authentication/signature-part-is-base64',
    'unpadded',
    { signatureText: (text) => text.replaceAll('=', '') },
    [401, 403],
  ),
  alteredPart('authentication/signature-part-is-base64', 'text', { signatureText: () => '<dummy>' }, [401, 403]),
  alteredPart('authentication/signature-part-is-base64', 'empty', { signatureText: () => '' }, [401, 403]),
]);
