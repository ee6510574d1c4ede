import { type ChainProblem, chainProblems, emptyView } from '@parsec-spec/spec/client-rules';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { describe, expect, it } from 'vitest';
import { verifyChain } from '../../src/certificates/verify-chain.ts';
import {
  alice,
  authority,
  bob,
  bootstrapCertificates,
  device,
  hand,
  mallory,
  revoke,
  rootVerifyKey,
  update,
  user,
  withBob,
} from '../support/example-certificates.ts';

const judged = (common: readonly Uint8Array[], sequester: readonly Uint8Array[] = []) =>
  verifyChain(syncCrypto, emptyView(rootVerifyKey), { common, sequester });

const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes[at] ?? 0) ^ 1);
const bobAdmin = update(bob, alice, 3, 'ADMIN');
const aliceTablet = hand(1, 1);
const bobPhone = hand(2, 1);

describe('an honest history is accepted', () => {
  const honest: Record<string, [readonly Uint8Array[], (readonly Uint8Array[])?]> = {
    bootstrapCertificates: [bootstrapCertificates],
    'a second user with his device': [withBob],
    'a sequestered organization': [bootstrapCertificates, [authority(1)]],
    'a second device, by the user’s own': [[...withBob, device(bobPhone, bob, 3)]],
    'a promotion, then users by the new administrator': [
      [...withBob, bobAdmin, user(mallory, bob, 4), device(mallory, bob, 4)],
    ],
    'a revocation': [[...withBob, revoke(bob, alice, 3)]],
    'a founder revoked by an administrator, her acts before stay': [
      [...withBob, bobAdmin, revoke(alice, bob, 4)],
    ],
    'redacted forms': [
      [
        user(alice, 'root', 1, { profile: 'ADMIN', human_handle: null }),
        device(alice, 'root', 1, { device_label: null }),
      ],
    ],
    nothing: [[]],
  };
  for (const [name, [common, sequester]] of Object.entries(honest)) {
    it(name, async () => {
      expect(await judged(common, sequester)).toMatchObject({ ok: true });
    });
  }
});

interface Forgery {
  problem: ChainProblem;
  common: readonly Uint8Array[];
  sequester?: readonly Uint8Array[];
}

const after = (...more: Uint8Array[]): readonly Uint8Array[] => [...withBob, ...more];
const [aliceUser = new Uint8Array(), aliceDevice = new Uint8Array()] = bootstrapCertificates;

const forgeries: Record<string, Forgery> = {
  'a flipped bit in a signature': { problem: 'signature', common: [flipped(aliceUser, 5), aliceDevice] },
  'bytes that are no certificate': { problem: 'unreadable', common: [new Uint8Array(100)] },
  'bytes too short for a signature': { problem: 'unreadable', common: [new Uint8Array(63)] },
  'a device certificate signed by another than it names': {
    problem: 'signature',
    common: after(device({ ...bobPhone }, { ...bob, seed: mallory.seed }, 3)),
  },
  'a user by a device that nobody knows': {
    problem: 'author-unknown',
    common: after(user(mallory, hand(9), 3), device(mallory, hand(9), 3)),
  },
  'a user by a device introduced only afterwards': {
    problem: 'author-unknown',
    common: after(
      user(mallory, aliceTablet, 3),
      device(mallory, aliceTablet, 3),
      device(aliceTablet, alice, 4),
    ),
  },
  'a user by a revoked administrator': {
    problem: 'author-revoked',
    common: after(bobAdmin, revoke(bob, alice, 4), user(mallory, bob, 5)),
  },
  'a user by one who is no administrator': {
    problem: 'author-not-admin',
    common: after(user(mallory, bob, 3)),
  },
  'a user by one who is no administrator any more': {
    problem: 'author-not-admin',
    common: after(bobAdmin, update(bob, alice, 4, 'STANDARD'), user(mallory, bob, 5)),
  },
  'a revocation by one who is no administrator': {
    problem: 'author-not-admin',
    common: after(revoke(alice, bob, 3)),
  },
  'a promotion by one who is no administrator': {
    problem: 'author-not-admin',
    common: after(update(alice, bob, 3, 'STANDARD')),
  },
  'a certificate older than the one before': {
    problem: 'out-of-order',
    common: [...bootstrapCertificates, user(bob, alice, 2), device(bob, alice, 2), user(mallory, alice, 2)],
  },
  'a revocation as old as the user it revokes': {
    problem: 'out-of-order',
    common: after(revoke(bob, alice, 2)),
  },
  'a second device as old as the newest certificate': {
    problem: 'out-of-order',
    common: after(update(bob, alice, 3, 'ADMIN'), device(bobPhone, bob, 3)),
  },
  'the founder introduced twice': { problem: 'user-twice', common: after(user(bob, alice, 3)) },
  'a device introduced twice': { problem: 'device-twice', common: after(device(bob, bob, 3)) },
  'a device id of another user’s device': {
    problem: 'device-twice',
    common: after(device({ ...bobPhone, deviceId: alice.deviceId }, bob, 3)),
  },
  'a device without its user': {
    problem: 'user-unknown',
    common: [...bootstrapCertificates, device(bob, alice, 2)],
  },
  'a revocation of nobody': { problem: 'user-unknown', common: after(revoke(mallory, alice, 3)) },
  'a second revocation': {
    problem: 'user-revoked',
    common: after(revoke(bob, alice, 3), revoke(bob, alice, 4)),
  },
  'a profile for a revoked user': {
    problem: 'user-revoked',
    common: after(revoke(bob, alice, 3), update(bob, alice, 4, 'ADMIN')),
  },
  'a first device later than its user': {
    problem: 'first-device',
    common: [...bootstrapCertificates, user(bob, alice, 2), device(bob, alice, 3)],
  },
  'a first device by another author than its user’s': {
    problem: 'first-device',
    common: [
      ...bootstrapCertificates,
      device(aliceTablet, alice, 2),
      user(bob, alice, 3),
      device(bob, aliceTablet, 3),
    ],
  },
  'a device for somebody else': { problem: 'foreign-device', common: after(device(bobPhone, alice, 3)) },
  'a later user signed by the root': {
    problem: 'root-after-bootstrap',
    common: after(user(mallory, 'root', 3)),
  },
  'a later device signed by the root': {
    problem: 'root-after-bootstrap',
    common: after(device(aliceTablet, 'root', 3)),
  },
  'a second user in the bootstrap set': {
    problem: 'root-after-bootstrap',
    common: [...bootstrapCertificates, user(bob, 'root', 1), device(bob, 'root', 1)],
  },
  'an authority after the bootstrap': { problem: 'misplaced-authority', common: [authority(1)] },
  'an authority of another time than the bootstrap': {
    problem: 'misplaced-authority',
    common: bootstrapCertificates,
    sequester: [authority(0)],
  },
  'two authorities': {
    problem: 'misplaced-authority',
    common: bootstrapCertificates,
    sequester: [authority(1), authority(1)],
  },
  'an authority that the root did not sign': {
    problem: 'signature',
    common: bootstrapCertificates,
    sequester: [authority(1, alice.seed)],
  },
  'an authority that is none': {
    problem: 'unreadable',
    common: bootstrapCertificates,
    sequester: [aliceUser],
  },
  'one who revokes himself': { problem: 'self-signed', common: after(revoke(alice, alice, 3)) },
  'one who changes his own profile': {
    problem: 'self-signed',
    common: after(update(alice, alice, 3, 'STANDARD')),
  },
  'a profile that is held already': {
    problem: 'profile-held',
    common: after(update(bob, alice, 3, 'STANDARD')),
  },
};

describe('a dishonest history is refused', () => {
  for (const [name, { problem, common, sequester }] of Object.entries(forgeries)) {
    it(`${name}: ${chainProblems[problem]}`, async () => {
      expect(await judged(common, sequester)).toMatchObject({ ok: false, problem });
    });
  }

  it('and the view before the batch does not change', async () => {
    const chain = await judged(withBob);
    if (!chain.ok) throw new Error('an honest history was refused');
    const before = structuredClone({
      users: [...chain.view.users.keys()],
      latest: chain.view.latest?.micros,
    });
    const forgery = { common: [bobAdmin, user(mallory, bob, 3)], sequester: [] };
    expect(await verifyChain(syncCrypto, chain.view, forgery)).toMatchObject({ ok: false, index: 1 });
    expect(chain.view.users.get(bob.userId.hex)?.profile).toBe('STANDARD');
    expect({ users: [...chain.view.users.keys()], latest: chain.view.latest?.micros }).toEqual(before);
  });

  it('a change of any byte of a history is noticed', async () => {
    let refused = 0;
    for (const [index, bytes] of withBob.entries()) {
      for (let place = 0; place < bytes.length; place++) {
        const chain = await judged(withBob.with(index, flipped(bytes, place)));
        if (!chain.ok) refused++;
      }
    }
    expect(refused).toBe(withBob.reduce((sum, bytes) => sum + bytes.length, 0));
  });
});
