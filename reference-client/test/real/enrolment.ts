import { parseBootstrapUrl } from '@parsec-spec/spec/urls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operate } from '../../src/call/administration.ts';
import type { Claimed } from '../../src/enrolment/claim-steps.ts';
import { cancelInvitation, listInvitations, lookAtInvitation } from '../../src/enrolment/invitations.ts';
import { organizationConfig } from '../../src/events/organization-config.ts';
import { type WatchEvent, watch } from '../../src/events/watch-organization.ts';
import { createOrganization } from '../../src/journeys/create-organization.ts';
import { revokeUser, setProfile } from '../../src/journeys/members.ts';
import type { Session } from '../../src/journeys/session.ts';
import { syncCertificates } from '../../src/journeys/sync-certificates.ts';
import { type Acme, foundAcme } from '../support/acme.ts';
import { playClaimer, playGreeter } from '../support/scripted-side.ts';
import { twoPeople } from '../support/two-people.ts';

// `http://HOST:PORT` of a parsec-cloud in development mode (token s3cr3t).
const [serverUrl = ''] = (process.env.PARSEC_SPEC_REAL_SERVER ?? '').split(',');
if (serverUrl === '') throw new Error('PARSEC_SPEC_REAL_SERVER names no server');

let acme: Acme;
const administration = { serverUrl, token: 's3cr3t' };
beforeAll(async () => {
  const organizationId = `ps-client-${Math.random().toString(36).slice(2, 12)}`;
  const created = await createOrganization(administration, organizationId);
  if (created.outcome !== 'done') throw new Error(created.outcome);
  const parsed = parseBootstrapUrl(created.result.bootstrap_url);
  if (!parsed.ok) throw new Error(parsed.expected);
  acme = await foundAcme({
    serverUrl: `${serverUrl}/`,
    organizationId,
    token: parsed.address.token,
    pace: { waitMs: 20_000 },
  });
});
afterAll(() => acme.end());

const sessionOf = (claimed: Claimed): Session => {
  if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
  return acme.sessionOf(claimed.device);
};

const enrolled = async (
  name: string,
  profile: 'ADMIN' | 'STANDARD' | 'OUTSIDER' = 'STANDARD',
): Promise<Session> => {
  const grant = { handle: [`${name}@example.com`, name], deviceLabel: 'desktop', profile } as const;
  const { claimed, greeted } = await acme.enrol(await acme.invite(`${name}@example.com`), name, {
    grant: () => grant,
  });
  expect(greeted).toMatchObject({ outcome: 'greeted', type: 'USER', completed: true, knownBefore: false });
  return sessionOf(claimed);
};

describe('on a real server', () => {
  it('users of every profile are enrolled as the greeter decided', async () => {
    for (const profile of ['STANDARD', 'ADMIN', 'OUTSIDER'] as const) {
      const name = `${profile.toLowerCase()}-${Math.random().toString(36).slice(2, 8)}`;
      const synced = await syncCertificates(await enrolled(name, profile));
      const handle = profile === 'OUTSIDER' ? null : [`${name}@example.com`, name];
      expect(synced).toMatchObject({ outcome: 'synced', user: { profile, handle } });
    }
  });

  it('a second device has the user’s key and its own signing key, and greets too', async () => {
    const { claimed } = await acme.enrol(await acme.inviteDevice(), 'workstation');
    const tower = sessionOf(claimed);
    expect(tower.device.private_key).toEqual(acme.alice.device.private_key);
    expect(tower.device.signing_key).not.toEqual(acme.alice.device.signing_key);
    const next = await acme.enrol(await acme.invite('dora@example.com', tower), 'dora', {}, tower);
    expect([next.claimed.outcome, next.greeted.outcome]).toEqual(['claimed', 'greeted']);
  });

  it('a claimer and a greeter that disappear can return', async () => {
    const address = await acme.invite('erik@example.com');
    const between = twoPeople();
    const greeting = acme.greet(address, { person: between.greeter });
    await playClaimer(acme, address, { until: 2 });
    const claiming = acme.claim(address, 'erik', { person: between.claimer });
    expect([(await claiming).outcome, (await greeting).outcome]).toEqual(['claimed', 'greeted']);
    const other = await acme.invite('fred@example.com');
    const again = twoPeople();
    const waiting = acme.claim(other, 'fred', { person: again.claimer });
    await playGreeter(acme, other, { until: 2 });
    expect([(await acme.greet(other, { person: again.greeter })).outcome, (await waiting).outcome]).toEqual([
      'greeted',
      'claimed',
    ]);
  });

  it('a wrong code ends both sides and leaves the invitation open', async () => {
    const address = await acme.invite('gina@example.com');
    const { claimed, greeted } = await acme.enrol(address, 'gina', { claimerPicks: () => 'AAAA' });
    expect(claimed).toEqual({ outcome: 'codes-differ' });
    expect(greeted).toMatchObject({
      outcome: 'attempt-cancelled',
      origin: 'CLAIMER',
      reason: 'INVALID_SAS_CODE',
    });
    expect(await lookAtInvitation(acme.alice, address)).toMatchObject({ outcome: 'seen' });
    const right = await acme.enrol(address, 'gina');
    expect([right.claimed.outcome, right.greeted.outcome]).toEqual(['claimed', 'greeted']);
    expect(await lookAtInvitation(acme.alice, address)).toMatchObject({ outcome: 'invitation-gone' });
  });

  it('a cancelled invitation is unusable and listed as cancelled', async () => {
    const address = await acme.invite('hugo@example.com');
    expect(await cancelInvitation(acme.alice, address.token)).toEqual({ outcome: 'cancelled' });
    expect(await cancelInvitation(acme.alice, address.token)).toEqual({ outcome: 'cancelled-before' });
    expect(await acme.claim(address, 'hugo', { person: twoPeople().claimer })).toMatchObject({
      outcome: 'invitation-gone',
    });
    const listed = await listInvitations(acme.alice);
    expect(listed.outcome === 'listed' && listed.invitations.at(-1)).toMatchObject({
      claimer_email: 'hugo@example.com',
      status: 'CANCELLED',
    });
  });

  it('a device whose profile changes to or from OUTSIDER drops its certificates and fetches them again', async () => {
    const ida = await enrolled('ida');
    expect(await syncCertificates(ida)).toMatchObject({ outcome: 'synced', anew: false });
    expect(await setProfile(acme.alice, ida.device.user_id, 'OUTSIDER')).toEqual({ outcome: 'done' });
    expect(await syncCertificates(ida)).toMatchObject({
      outcome: 'synced',
      anew: true,
      user: { handle: null },
    });
    expect(await syncCertificates(ida)).toMatchObject({ outcome: 'synced', anew: false });
    expect(await setProfile(acme.alice, ida.device.user_id, 'STANDARD')).toEqual({ outcome: 'done' });
    expect(await syncCertificates(ida)).toMatchObject({
      anew: true,
      user: { handle: ['ida@example.com', 'ida'] },
    });
    expect(await setProfile(acme.alice, ida.device.user_id, 'STANDARD')).toEqual({ outcome: 'profile-held' });
  });

  it('a revoked user is refused, and the address can be invited again', async () => {
    const jack = await enrolled('jack');
    expect(await revokeUser(acme.alice, jack.device.user_id)).toEqual({ outcome: 'done' });
    expect(await revokeUser(acme.alice, jack.device.user_id)).toEqual({ outcome: 'revoked-before' });
    await expect.poll(async () => (await syncCertificates(jack)).outcome).toBe('user-revoked');
    await enrolled('jack');
  });

  it('watch reports each change once', async () => {
    const ended = new AbortController();
    const seen: WatchEvent[] = [];
    const isOpen = Promise.withResolvers<void>();
    const watching = (async () => {
      for await (const happening of watch(acme.alice, { signal: ended.signal })) {
        seen.push(happening);
        if (happening.kind === 'open') isOpen.resolve();
      }
    })();
    await isOpen.promise;
    const kate = await enrolled('kate');
    await setProfile(acme.alice, kate.device.user_id, 'ADMIN');
    await revokeUser(acme.alice, kate.device.user_id);
    await expect.poll(() => seen.at(-1)?.kind, { timeout: 10_000 }).toBe('user-revoked');
    ended.abort();
    await watching;
    // The claimer or the greeter may be first.
    expect(seen.map(({ kind }) => kind).filter((kind) => kind !== 'claimer-waits')).toEqual([
      'open',
      'invitation',
      'greeting-joined',
      'user-enrolled',
      'invitation',
      'profile-changed',
      'user-revoked',
    ]);
  });

  it('the stream refuses a revoked device, and returns the settings to others', async () => {
    const liam = await enrolled('liam');
    expect(await organizationConfig(liam)).toMatchObject({ user_profile_outsider_allowed: true });
    const seen: WatchEvent[] = [];
    const watching = (async () => {
      for await (const happening of watch(liam)) {
        seen.push(happening);
        if (happening.kind === 'open') await revokeUser(acme.alice, liam.device.user_id);
      }
    })();
    await watching;
    expect(seen.at(-1)).toMatchObject({ kind: 'refused', failure: { outcome: 'user-revoked' } });
  });

  it('an organization at its limit of users refuses more until one is revoked', async () => {
    const organization = acme.ground.organizationId;
    const synced = await syncCertificates(acme.alice);
    if (synced.outcome !== 'synced') throw new Error(synced.outcome);
    const active = [...synced.view.users.values()].filter(({ revokedOn }) => revokedOn === undefined).length;
    await operate(administration, 'organization_update', organization, { active_users_limit: active });
    const address = await acme.invite('mona@example.com');
    const { claimed, greeted } = await acme.enrol(address, 'mona');
    expect(greeted).toEqual({ outcome: 'users-limit-reached' });
    expect(claimed).toMatchObject({ outcome: 'unconfirmed', cause: { reason: 'MANUALLY_CANCELLED' } });
    await operate(administration, 'organization_update', organization, { active_users_limit: null });
    const right = await acme.enrol(address, 'mona');
    expect([right.claimed.outcome, right.greeted.outcome]).toEqual(['claimed', 'greeted']);
  });
});
