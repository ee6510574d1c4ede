import { DateTime, Uuid } from '@parsec-spec/spec/codec';
import { nodeCrypto } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { describe, expect, test } from 'vitest';
import { type FoundingChanges, found } from './founding.ts';
import { certificateGet, House, outcomeOf, replyOf } from './house.ts';

const now = (): DateTime => DateTime.ofMillis(Date.now());
const at = now();
const later = at.plus(1n);
const { randomBytes } = nodeCrypto;
const stranger = (): Uuid => Uuid.of(randomBytes(16));

// One broken rule each; the guard named is the only one that refuses it.
const broken: readonly (readonly [RequirementId, string, () => FoundingChanges])[] = [
  ['organization_bootstrap/token-right', 'invalid_bootstrap_token', () => ({ token: randomBytes(16) })],
  ['organization_bootstrap/token-not-nil', 'invalid_bootstrap_token', () => ({ token: null })],
  ['organization_bootstrap/author-is-root', 'invalid_certificate', () => ({ user: { author: stranger() } })],
  [
    'organization_bootstrap/author-is-root',
    'invalid_certificate',
    () => ({ device: { author: stranger() } }),
  ],
  [
    'organization_bootstrap/first-user-is-admin',
    'invalid_certificate',
    () => ({ user: { profile: 'STANDARD' } }),
  ],
  [
    'organization_bootstrap/first-user-is-admin',
    'invalid_certificate',
    () => ({ user: { profile: 'OUTSIDER' } }),
  ],
  [
    'organization_bootstrap/one-timestamp',
    'invalid_certificate',
    () => ({ at, device: { timestamp: later } }),
  ],
  ['organization_bootstrap/one-user', 'invalid_certificate', () => ({ device: { user_id: stranger() } })],
  [
    'organization_bootstrap/not-too-early',
    'timestamp_out_of_ballpark',
    () => ({ at: now().plus(300_500_000n) }),
  ],
  [
    'organization_bootstrap/not-too-late',
    'timestamp_out_of_ballpark',
    () => ({ at: now().plus(-320_000_000n) }),
  ],
  [
    'organization_bootstrap/user-certificate-not-redacted',
    'invalid_certificate',
    () => ({ user: { human_handle: null } }),
  ],
  [
    'organization_bootstrap/device-certificate-not-redacted',
    'invalid_certificate',
    () => ({ device: { device_label: null } }),
  ],
  [
    'keys/device-key-is-a-point',
    'invalid_certificate',
    () => ({ device: { verify_key: new Uint8Array(32) } }),
  ],
  [
    'organization_bootstrap/redacted-user-has-no-handle',
    'invalid_certificate',
    () => ({ redactedUser: { human_handle: ['alice@example.com', 'Alice'] } }),
  ],
  [
    'organization_bootstrap/redacted-user-same-timestamp',
    'invalid_certificate',
    () => ({ at, redactedUser: { timestamp: later } }),
  ],
  [
    'organization_bootstrap/redacted-user-same-user-id',
    'invalid_certificate',
    () => ({ redactedUser: { user_id: stranger() } }),
  ],
  [
    'organization_bootstrap/redacted-user-same-public-key',
    'invalid_certificate',
    () => ({ redactedUser: { public_key: randomBytes(32) } }),
  ],
  [
    'organization_bootstrap/redacted-user-same-profile',
    'invalid_certificate',
    () => ({ redactedUser: { profile: 'STANDARD' } }),
  ],
  [
    'organization_bootstrap/redacted-user-same-author',
    'invalid_certificate',
    () => ({ redactedUser: { author: stranger() } }),
  ],
  [
    'organization_bootstrap/redacted-device-has-no-label',
    'invalid_certificate',
    () => ({ redactedDevice: { device_label: 'laptop' } }),
  ],
  [
    'organization_bootstrap/redacted-device-same-timestamp',
    'invalid_certificate',
    () => ({ at, redactedDevice: { timestamp: later } }),
  ],
  [
    'organization_bootstrap/redacted-device-same-user-id',
    'invalid_certificate',
    () => ({ redactedDevice: { user_id: stranger() } }),
  ],
  [
    'organization_bootstrap/redacted-device-same-device-id',
    'invalid_certificate',
    () => ({ redactedDevice: { device_id: stranger() } }),
  ],
  [
    'organization_bootstrap/redacted-device-same-verify-key',
    'invalid_certificate',
    () => ({ redactedDevice: { verify_key: nodeCrypto.verifyKeyOf(randomBytes(32)) } }),
  ],
  [
    'organization_bootstrap/redacted-device-same-author',
    'invalid_certificate',
    () => ({ redactedDevice: { author: stranger() } }),
  ],
  [
    'organization_bootstrap/redacted-device-same-purpose',
    'invalid_certificate',
    () => ({ redactedDevice: { purpose: 'REGISTRATION' } }),
  ],
  [
    'organization_bootstrap/sequester-same-timestamp',
    'invalid_certificate',
    () => ({ at, sequester: { timestamp: later } }),
  ],
  [
    'organization_bootstrap/sequester-in-window',
    'timestamp_out_of_ballpark',
    () => ({ sequester: { timestamp: now().plus(-3_600_000_000n) } }),
  ],
  ...(['user', 'device', 'redacted-user', 'redacted-device', 'sequester-authority'] as const).map(
    (slot) =>
      [
        `organization_bootstrap/${slot}-certificate-signed-by-root`,
        'invalid_certificate',
        () => forged(slot),
      ] as const,
  ),
];

// The certificate of one slot is signed by an unknown key, the others by the root key.
function forged(
  slot: 'user' | 'device' | 'redacted-user' | 'redacted-device' | 'sequester-authority',
): FoundingChanges {
  const field = `${slot.replace('-', '_')}_certificate` as 'user_certificate';
  return { at, sequester: {}, spoil: field };
}

describe('organization_bootstrap', () => {
  test.each(broken)(
    '%s is kept, and broken by leaving its guard out (%s)',
    async (requirement, refusal, changes) => {
      for (const [options, expected] of [
        [{}, refusal],
        [{ omit: [requirement] }, 'ok'],
      ] as const) {
        const house = new House(options);
        const { id, token } = await house.organization();
        const outcome = await house.bootstrap(id, found(token, changes()));
        expect(outcomeOf(outcome)).toBe(expected);
      }
    },
  );

  test('a refused bootstrap keeps the token for the valid one', async () => {
    const house = new House();
    const { id, token } = await house.organization();
    for (const [, refusal, changes] of broken) {
      expect(outcomeOf(await house.bootstrap(id, found(token, changes())))).toBe(refusal);
    }
    expect(outcomeOf(await house.bootstrap(id, found(token)))).toBe('ok');
  });

  test('a repeated request is refused as such and changes nothing', async () => {
    const house = new House();
    const { id, token } = await house.organization();
    const founding = found(token);
    expect(outcomeOf(await house.bootstrap(id, founding))).toBe('ok');
    expect(outcomeOf(await house.bootstrap(id, founding))).toBe('organization_already_bootstrapped');
    const certificates = replyOf(await house.authenticated(id, founding, certificateGet)).common_certificates;
    expect(certificates).toEqual([founding.request.user_certificate, founding.request.device_certificate]);
  });

  test('of twenty at once exactly one succeeds, and its certificates are kept', async () => {
    const house = new House();
    const { id, token } = await house.organization();
    const foundings = Array.from({ length: 20 }, (_, index) => found(token, { at: at.plus(BigInt(index)) }));
    const outcomes = await Promise.all(
      foundings.map(async (one) => outcomeOf(await house.bootstrap(id, one))),
    );
    const winner = foundings[outcomes.indexOf('ok')];
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'organization_already_bootstrapped')).toHaveLength(19);
    const certificates =
      winner && replyOf(await house.authenticated(id, winner, certificateGet)).common_certificates;
    expect(certificates).toEqual([winner?.request.user_certificate, winner?.request.device_certificate]);
  });

  test('certificates inside the window are taken, just inside both edges', async () => {
    const house = new House();
    for (const shift of [299_000_000n, -319_000_000n]) {
      const { id, token } = await house.organization();
      expect(outcomeOf(await house.bootstrap(id, found(token, { at: now().plus(shift) })))).toBe('ok');
    }
  });
});

describe('spontaneous creation', () => {
  const spontaneous = () => new House({ config: { spontaneous_organization_bootstrap: true } });
  const status = (house: House) => house.administer('GET', '/organizations/Fresh');

  test('a nil token creates and bootstraps an unknown organization', async () => {
    const house = spontaneous();
    expect(outcomeOf(await house.bootstrap('Fresh', found(null)))).toBe('ok');
    expect((await status(house)).status).toBe(200);
  });

  test.each([
    ['a token', 'invalid_bootstrap_token', () => found(randomBytes(16)).body],
    ['a bad certificate', 'invalid_certificate', () => found(null, { user: { profile: 'STANDARD' } }).body],
    ['junk', 415, () => Buffer.from('junk')],
  ])('%s is refused and creates nothing', async (_, expected, body) => {
    const house = spontaneous();
    expect(outcomeOf(await house.call('/anonymous/Fresh', body()))).toBe(expected);
    expect((await status(house)).status).toBe(404);
    expect(outcomeOf(await house.bootstrap('Fresh', found(null)))).toBe('ok');
  });

  test('where it is off, an unknown organization is 404 and stays unknown', async () => {
    const house = new House();
    expect(outcomeOf(await house.bootstrap('Fresh', found(null)))).toBe(404);
    expect((await status(house)).status).toBe(404);
  });
});
