import { deviceToken, type TokenChange } from '../../../src/judge/rpc.ts';
import {
  type RefusedAuthorization,
  verifiesRefusedAuthorization,
} from '../../../src/vocabulary/matchers/refuses-authorization.ts';

/**
 * A token with one altered part. The signature covers the altered token, so nothing else is wrong.
 */
const withPart = (
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

  withPart('authentication/algorithm-prefix', 'other', { prefix: 'PARSEC-SIGN-RSA' }),
  withPart('authentication/algorithm-prefix', 'lower-case', { prefix: 'parsec-sign-ed25519' }),
  withPart('authentication/algorithm-prefix', 'longer', { prefix: 'PARSEC-SIGN-ED25519X' }),
  withPart('authentication/algorithm-prefix', 'empty', { prefix: '' }),

  withPart('authentication/device-part-is-identifier', 'text', { deviceId: '<dummy>' }),
  withPart('authentication/device-part-is-identifier', 'empty', { deviceId: '' }),
  withPart('authentication/device-part-is-identifier', '31-digits', (id) => ({ deviceId: id.slice(1) })),
  withPart('authentication/device-part-is-identifier', '33-digits', (id) => ({ deviceId: `${id}0` })),
  withPart('authentication/device-part-is-identifier', 'no-hex', (id) => ({ deviceId: `g${id.slice(1)}` })),

  withPart('authentication/timestamp-part-is-integer', 'letters', { timestamp: 'abc' }),
  withPart('authentication/timestamp-part-is-integer', 'empty', { timestamp: '' }),
  withPart('authentication/timestamp-part-is-integer', 'exponent', { timestamp: '1e9' }),
  withPart('authentication/timestamp-part-is-integer', 'trailing-letter', { timestamp: '1700000000x' }),

  withPart(
    'authentication/signature-part-is-base64',
    'unpadded',
    { signatureText: (text) => text.replaceAll('=', '') },
    [401, 403],
  ),
  withPart('authentication/signature-part-is-base64', 'text', { signatureText: () => '<dummy>' }, [401, 403]),
  withPart('authentication/signature-part-is-base64', 'empty', { signatureText: () => '' }, [401, 403]),
]);
