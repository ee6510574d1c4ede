import { emptyView, type KnownUser, type OrganizationView } from '@parsec-spec/spec/client-rules';
import { Uuid } from '@parsec-spec/spec/codec';
import { expect, it } from 'vitest';
import { changesBetween } from '../../src/events/watch-organization.ts';
import { describeWatchEvent } from '../../src/explain/describe-watch-event.ts';
import { findMember } from '../../src/journeys/members.ts';
import { at } from '../support/example-certificates.ts';

const user = (first: number, email: string | null, more: Partial<KnownUser> = {}): KnownUser => ({
  id: Uuid.of(Uint8Array.from({ length: 16 }, (_, index) => (index === 0 ? first : 7))),
  handle: email === null ? null : [email, email.replace(/@.*/, '')],
  publicKey: new Uint8Array(32),
  profile: 'STANDARD',
  author: null,
  createdOn: at(1),
  revokedOn: undefined,
  hasDevice: true,
  ...more,
});

const device = (of: KnownUser, number: number, label: string | null) => ({
  id: Uuid.of(new Uint8Array(16).fill(number)),
  userId: of.id,
  label,
  verifyKey: new Uint8Array(32).fill(number),
  createdOn: at(1),
});

const view = (
  users: readonly KnownUser[],
  devices: readonly ReturnType<typeof device>[] = [],
): OrganizationView => ({
  ...emptyView(new Uint8Array(32)),
  users: new Map(users.map((each) => [each.id.hex, each])),
  devices: new Map(devices.map((each) => [each.id.hex, each])),
});

it('finds a user by address, preferably one that is not revoked, or by the first digits of the id', () => {
  const old = user(0x10, 'bob@example.com', { revokedOn: at(9) });
  const bob = user(0x11, 'bob@example.com');
  const carol = user(0x20, 'carol@example.com');
  const all = view([old, bob, carol]);
  expect(findMember(all, 'bob@example.com')).toEqual({ ok: true, user: bob });
  expect(findMember(view([old, carol]), 'bob@example.com')).toEqual({ ok: true, user: old });
  expect(findMember(all, bob.id.hex.slice(0, 4))).toEqual({ ok: true, user: bob });
  const twin = user(0x11, 'bobby@example.com');
  const alike = { ...twin, id: Uuid.of(Uint8Array.from([...bob.id.bytes.slice(0, 15), 0xff])) };
  expect(findMember(view([bob, alike]), bob.id.hex.slice(0, 6))).toMatchObject({
    ok: false,
    reason: 'several',
    candidates: [bob, alike],
  });
  // Three digits are often ambiguous.
  for (const nobody of ['Bob@example.com', 'ffff', 'bob', '', bob.id.hex.slice(0, 3)]) {
    expect(findMember(all, nobody)).toMatchObject({ ok: false, reason: 'none' });
  }
});

it('describes the changes between two views', () => {
  const alice = user(1, 'alice@example.com', { profile: 'ADMIN' });
  const bob = user(2, 'bob@example.com');
  const before = view([alice, bob], [device(alice, 1, 'laptop'), device(bob, 2, 'pc')]);
  const zack = user(3, 'zack@example.com');
  const after = view(
    [alice, { ...bob, profile: 'OUTSIDER', revokedOn: at(8) }, zack],
    [device(alice, 1, 'laptop'), device(alice, 4, 'phone'), device(bob, 2, 'pc'), device(zack, 3, 'tablet')],
  );
  expect(changesBetween(before, after).map(describeWatchEvent)).toEqual([
    'alice <alice@example.com> has a new device: phone.',
    'bob <bob@example.com> was STANDARD and is now OUTSIDER.',
    'bob <bob@example.com> was revoked with all devices.',
    'zack <zack@example.com> joined on tablet as STANDARD.',
  ]);
  expect(changesBetween(after, after)).toEqual([]);
  const nameless = view([user(5, null)], [device(user(5, null), 5, null)]);
  expect(changesBetween(view([]), nameless).map(describeWatchEvent)).toEqual([
    'user 05070707 joined on a device as STANDARD.',
  ]);
});
