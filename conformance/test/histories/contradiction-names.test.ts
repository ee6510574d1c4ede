import { describe, expect, test } from 'vitest';
import { explain, linearize } from '../../src/histories/index.ts';
import { toldContradiction } from '../../src/histories/organization/tell-contradiction.ts';
import { model } from './small-company.ts';
import { adam, alice, bob, history, revokesAdam, type Told, token, updateByAdam } from './told-calls.ts';

describe('a contradiction has one name', () => {
  const ended = (cmd: 'invite_cancel' | 'invite_complete', by: typeof alice, called: number): Told => ({
    request: { cmd, by, token },
    called,
    returned: called + 10,
    outcome: { status: 'ok' },
  });
  const revoked: Told = {
    request: revokesAdam,
    called: 1,
    returned: 9,
    outcome: { status: 'ok' },
  };
  const revokesAlice = {
    cmd: 'user_revoke',
    by: adam,
    at: 6,
    user: 'alice',
    email: 'alice@example.com',
  } as const;
  const nameOf = (...calls: Told[]) => explain(model, history(...calls)).contradiction;

  test('whoever takes part in it, and in which order', () => {
    const name = 'invite_cancel → ok beside invite_complete → ok';
    expect(nameOf(ended('invite_cancel', alice, 1), ended('invite_complete', adam, 2))).toBe(name);
    expect(nameOf(ended('invite_complete', alice, 3), ended('invite_cancel', alice, 1))).toBe(name);
    expect(nameOf(ended('invite_cancel', alice, 1), ended('invite_cancel', adam, 2))).toBe(
      'invite_cancel → ok beside invite_cancel → ok',
    );
  });

  test('and another one where somebody acts on who did what', () => {
    const update = (by: typeof alice, profile: 'OUTSIDER' | 'STANDARD'): Told => ({
      request: { cmd: 'user_update', by, at: 7, user: 'bob', profile },
      called: 12,
      returned: 20,
      outcome: { status: 'ok' },
    });
    expect(nameOf(revoked, update(adam, 'OUTSIDER'))).toBe(
      'a write → ok beside user_revoke of the author → ok',
    );
    expect(nameOf(update(alice, 'STANDARD'))).toBe('user_update → ok instead of user_no_changes');
  });

  test('that names what was supposed, where a single call contradicts whatever came of others', () => {
    const late: Told = {
      request: { cmd: 'device_create', by: adam, at: 4, device: 'tablet' },
      called: 12,
      returned: 20,
      outcome: { status: 'require_greater_timestamp', strictlyGreaterThan: 5 },
    };
    expect(nameOf(revoked, late)).toBe('a call → not HTTP 461 beside user_revoke of the author → ok');
  });

  test('that names who let somebody in again only where he is turned away nevertheless', () => {
    const administer = (cmd: 'organization_expire' | 'organization_unexpire', called: number): Told => ({
      request: { cmd },
      called,
      returned: called + 1,
      outcome: { status: 200 },
    });
    const info = (status: 'ok' | 460, called: number): Told => ({
      request: { cmd: 'organization_info', by: alice },
      called,
      returned: called + 1,
      outcome: { status },
    });
    const [shut, open] = [administer('organization_expire', 1), administer('organization_unexpire', 3)];
    expect(nameOf(shut, info('ok', 3))).toBe('expired beside organization_info → ok');
    expect(nameOf(shut, open, info(460, 5))).toBe('expired beside organization_unexpire → HTTP 200');
    expect(linearize(model, history(shut, open, info('ok', 5))).kind).toBe('explained');
  });

  test('that names the writes, where a read shows them', () => {
    const lost: Told = {
      request: { cmd: 'device_create', by: adam, at: 7, device: 'tablet' },
      called: 2,
    };
    const read: Told = {
      request: { cmd: 'certificate_get', by: alice, after: null },
      called: 20,
      returned: 30,
      outcome: {
        status: 'ok',
        certificates: ['user alice @1', 'adam revoked @5', 'device tablet @7'],
        view: 'full',
      },
    };
    expect(nameOf(revoked, lost, read)).toBe('a write → ok beside user_revoke of the author → ok');
  });

  test('that names the writes too, where somebody is turned away, or served, because of them', () => {
    const demoted: Told = {
      request: { cmd: 'user_update', by: alice, at: 5, user: 'adam', profile: 'STANDARD' },
      called: 1,
    };
    const revokes: Told = {
      request: { cmd: 'user_revoke', by: adam, at: 7, user: 'bob', email: 'bob@example.com' },
      called: 2,
      returned: 12,
      outcome: { status: 'ok' },
    };
    const name = 'a write → ok beside user_update of the author → ok';
    const read: Told = {
      request: { cmd: 'certificate_get', by: alice, after: null },
      called: 6,
      returned: 9,
      outcome: { status: 'ok', certificates: ['user alice @1', 'adam becomes STANDARD @5'], view: 'full' },
    };
    const late: Told = {
      request: { cmd: 'device_create', by: bob, at: 4, device: 'tablet' },
      called: 4,
      returned: 11,
      outcome: { status: 'require_greater_timestamp', strictlyGreaterThan: 5 },
    };
    expect(nameOf(demoted, late, { ...revokes, called: 13, returned: 14 })).toBe(name);
    const { outcome: _, ...lost } = { ...revokes, returned: Number.POSITIVE_INFINITY };
    const turnedAway: Told = {
      request: { cmd: 'organization_info', by: bob },
      called: 20,
      returned: 30,
      outcome: { status: 461 },
    };
    expect(nameOf(demoted, read, { ...lost, called: 10 }, turnedAway)).toBe(name);
    const gone: Told = {
      request: { cmd: 'user_revoke', by: alice, at: 5, user: 'bob', email: 'bob@example.com' },
      called: 1,
    };
    const device: Told = {
      request: { cmd: 'device_create', by: bob, at: 7, device: 'tablet' },
      called: 2,
      returned: 12,
      outcome: { status: 'ok' },
    };
    const asTablet = { cmd: 'organization_info' as const, by: { user: 'bob', device: 'tablet' } };
    expect(nameOf(gone, device, { ...turnedAway, request: asTablet })).toBe(
      'a write → ok beside user_revoke of the author → ok',
    );
  });

  test('that names the writes, where a read shows only that somebody was gone before', () => {
    const gone: Told = { ...revoked, returned: Number.POSITIVE_INFINITY };
    const { outcome: _, ...lost } = gone;
    const seen: Told = {
      request: { cmd: 'invite_info', token },
      called: 6,
      returned: 9,
      outcome: { status: 'ok', administrators: ['alice'] },
    };
    const update: Told = {
      request: updateByAdam,
      called: 12,
      returned: 20,
      outcome: { status: 'ok' },
    };
    expect(linearize(model, history(lost, seen)).kind).toBe('explained');
    const name = 'a write → ok beside user_revoke of the author → ok';
    expect(nameOf(lost, seen, update)).toBe(name);
    // By their dates the revocation came first, whoever was answered first.
    expect(nameOf(lost, { ...seen, called: 13, returned: 14 }, { ...update, called: 2, returned: 12 })).toBe(
      name,
    );
  });

  test('that does not name a revocation which nobody shows, where something else is wrong', () => {
    const gone: Told = {
      request: { cmd: 'user_revoke', by: adam, at: 5, user: 'alice', email: 'alice@example.com' },
      called: 11,
    };
    const mine = 'alice#2';
    const invite = (called: number, returned: number): Told => ({
      request: { cmd: 'invite_new_device', by: alice },
      called,
      returned,
      outcome: { status: 'ok', token: mine },
    });
    const heard: Told = {
      request: { cmd: 'hear_invitation', listener: alice, token: mine, nth: 1, event: 'FINISHED' },
      called: 9,
      returned: 9.5,
      outcome: { status: 'heard' },
    };
    const complete: Told = {
      request: { cmd: 'invite_complete', by: alice, token: mine },
      called: 3,
      returned: 10,
      outcome: { status: 'ok' },
    };
    expect(linearize(model, history(gone, invite(0, 2), complete, heard)).kind).toBe('explained');
    expect(nameOf(gone, invite(0, 2), complete, heard, invite(4, 12))).toBe(
      'INVITATION FINISHED heard beside invite_complete → ok',
    );
  });

  test('that does not name a revocation before which somebody was served', () => {
    const asked: Told = {
      request: { cmd: 'invite_new_device', by: adam },
      called: 0,
      returned: 1,
      outcome: { status: 'ok', token: 'adam#2' },
    };
    const cancel = (called: number) => ended('invite_cancel', alice, called);
    const calls = history(asked, revoked, cancel(10), cancel(12));
    const verdict = linearize(model, calls);
    const order = verdict.kind === 'violated' ? verdict.longest : undefined;
    expect(order?.state.users.get('adam')?.revoked).toBe(true);
    const told = calls.filter(({ request }) => request.cmd !== 'user_revoke');
    expect(model.tell.contradiction(told, order && { order, history: calls })).toBe(
      'invite_cancel → ok beside invite_cancel → ok',
    );
  });

  test('that names the promotion, where a read shows the certificates of before in the view of after, or the other way about', () => {
    const promoted: Told = {
      request: { cmd: 'user_update', by: alice, at: 5, user: 'bob', profile: 'ADMIN' },
      called: 1,
    };
    const read = (view: 'full' | 'redacted'): Told => ({
      request: { cmd: 'certificate_get', by: bob, after: null },
      called: 6,
      returned: 9,
      outcome: { status: 'ok', certificates: ['user alice @1', 'bob becomes ADMIN @5'], view },
    });
    expect(linearize(model, history(promoted, read('full'))).kind).toBe('explained');
    expect(nameOf(promoted, read('redacted'))).toBe('a read → ok beside user_update of the author → ok');
  });

  test('that tells of the worst done by somebody whose rights had changed, whichever commands it was and however often', () => {
    const update = (profile: 'STANDARD' | 'OUTSIDER', at: number, called: number): Told => ({
      request: { cmd: 'user_update', by: alice, at, user: 'adam', profile },
      called,
      returned: called + 1,
      outcome: { status: 'ok' },
    });
    const read = (called: number): Told => ({
      request: { cmd: 'invite_list', by: adam },
      called,
      returned: called + 1,
      outcome: { status: 'ok', invitations: [] },
    });
    const create = (by: typeof alice): Told => ({
      request: { cmd: 'device_create', by, at: 9, device: 'tablet' },
      called: 5,
      returned: 6,
      outcome: { status: 'ok' },
    });
    const told = (...calls: Told[]) => toldContradiction(history(...calls));
    const [demoted, again] = [update('STANDARD', 5, 1), update('OUTSIDER', 6, 2)];
    expect(told(demoted, again, read(3))).toBe('a read → ok beside user_update of the author → ok');
    expect(told(demoted, read(3), create(adam))).toBe('a write → ok beside user_update of the author → ok');
    expect(told(revoked, again, read(3))).toBe('a read → ok beside user_revoke of the author → ok');
    expect(told(revoked, { ...revoked, request: revokesAlice })).toBe(
      'a write → ok beside user_revoke of the author → ok',
    );
    // Where it is not its author's rights, its own name stays.
    expect(told(demoted, create(bob), read(3))).toBe(
      'a read → ok beside device_create → ok beside user_update of the author → ok',
    );
  });

  test('that tells of two ends of an invitation, and of nothing beside them', () => {
    const [cancel, complete] = [ended('invite_cancel', alice, 1), ended('invite_complete', alice, 5)];
    const demoted: Told = {
      request: { cmd: 'user_update', by: adam, at: 5, user: 'alice', profile: 'STANDARD' },
      called: 1,
      returned: 2,
      outcome: { status: 'ok' },
    };
    expect(toldContradiction(history(cancel, ended('invite_cancel', adam, 3), complete, demoted))).toBe(
      'invite_cancel → ok beside invite_complete → ok',
    );
  });

  test('that tells who was served after an expiry as a read or a write, beside what shows that nobody looked', () => {
    const call = (cmd: 'organization_info' | 'invite_new_device'): Told => ({
      request: { cmd, by: alice },
      called: 3,
      returned: 4,
      outcome: { status: 'ok' },
    });
    const expired: Told = {
      request: { cmd: 'organization_expire' },
      called: 1,
      returned: 2,
      outcome: { status: 200 },
    };
    expect(toldContradiction(history(expired, call('organization_info'), call('invite_new_device')))).toBe(
      'a write → ok beside expired beside organization_info → ok',
    );
  });
});
