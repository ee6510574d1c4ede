import type { DateTime } from '@parsec-spec/spec/codec';
import type { UserProfile } from '@parsec-spec/spec/commands';
import { absentOrganization, apply, type Organization } from '@parsec-spec/spec/records';
import { figuresOf } from '@parsec-spec/spec/state';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryJournal } from '../../src/storage/memory-journal.ts';
import {
  deviceCreation,
  inSeconds,
  type Member,
  newMember,
  profileChange,
  revocation,
  userCreation,
} from '../support/members.ts';
import { testOrganization } from '../support/test-organization.ts';

// A second model of the rules for members: a row for each person, and the time of the last
// certificate.
interface Row {
  readonly member: Member;
  readonly email: string;
  profile: UserProfile;
  revoked: boolean;
}

interface Step {
  readonly act: 'create' | 'device' | 'update' | 'revoke';
  readonly by: number;
  readonly on: number;
  readonly profile: UserProfile;
  /** Microseconds after the last certificate; none or less is too early. */
  readonly step: number;
}

const steps = fc.array(
  fc.record<Step>({
    act: fc.constantFrom('create', 'create', 'device', 'update', 'revoke'),
    by: fc.nat(20),
    on: fc.nat(20),
    profile: fc.constantFrom('ADMIN', 'ADMIN', 'STANDARD', 'OUTSIDER'),
    step: fc.constantFrom(-1, 0, 1, 1, 1, 1, 1000),
  }),
  { maxLength: 25 },
);

/** Every refusal that the model allows for the act. None: the outcome must be `ok`. */
function refusals(rows: readonly Row[], limit: number, { act, step, profile }: Step, asked: Asked): string[] {
  const { by, on, email } = asked;
  if (act !== 'device' && by.profile !== 'ADMIN') return ['author_not_allowed'];
  const found = step > 0 ? [] : ['require_greater_timestamp'];
  const active = rows.filter(({ revoked }) => !revoked);
  if (act === 'create' && active.length >= limit) found.push('active_users_limit_reached');
  if (act === 'create' && active.some((row) => row.email === email)) found.push('human_handle_already_taken');
  if ((act === 'update' || act === 'revoke') && by === on) found.push('invalid_certificate');
  if (act === 'update' && on.revoked) found.push('user_revoked');
  if (act === 'update' && on.profile === profile) found.push('user_no_changes');
  if (act === 'revoke' && on.revoked) found.push('user_already_revoked');
  return found;
}

interface Asked {
  readonly by: Row;
  readonly on: Row;
  /** Of the person to enrol. */
  readonly email: string;
}

test('after any acts of members the server agrees with the table, and so does a replay of its journal', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 6 }), async (script, limit) => {
      const journal = new MemoryJournal();
      const { ask, alice, administer, id, server } = await testOrganization({
        journal,
        settings: { active_users_limit: limit },
      });
      const rows: Row[] = [{ member: alice, email: alice.email, profile: 'ADMIN', revoked: false }];
      let last: DateTime = inSeconds(5);
      let certificates = 2;
      // The first certificate, whose time is known.
      await ask(alice, deviceCreation(alice, newMember('first'), last));
      certificates += 1;
      for (const step of script) {
        const [by, on] = [rows[step.by % rows.length], rows[step.on % rows.length]];
        if (by === undefined || on === undefined) return;
        const at = last.plus(BigInt(step.step));
        const author = by.member;
        // Half of the new users get the e-mail address of a present or former user.
        const added = { ...newMember(`p${rows.length}`), ...(step.on % 2 === 0 ? { email: on.email } : {}) };
        const request = {
          create: () => userCreation(author, added, { at, user: { profile: step.profile } }),
          device: () => deviceCreation(author, newMember('device'), at),
          update: () => profileChange(author, on.member.userId, step.profile, at),
          revoke: () => revocation(author, on.member.userId, at),
        }[step.act]();
        const { http, status = '' } = await ask(author, request);
        if (by.revoked) {
          expect(http).toBe(461);
          continue;
        }
        const wanted = refusals(rows, limit, step, { by, on, email: added.email });
        if (wanted.length > 0) {
          expect(wanted).toContain(status);
          continue;
        }
        expect(status).toBe('ok');
        last = at;
        certificates += step.act === 'create' ? 2 : 1;
        if (step.act === 'create')
          rows.push({ member: added, email: added.email, profile: step.profile, revoked: false });
        if (step.act === 'update') on.profile = step.profile;
        if (step.act === 'revoke') on.revoked = true;
      }
      const replayed: Organization = absentOrganization(id);
      for (const record of await journal.read(id, 0)) apply(replayed, record);
      expect(replayed.common_certificates).toHaveLength(certificates);
      const count = (profile: UserProfile, revoked: boolean) =>
        rows.filter((row) => row.profile === profile && row.revoked === revoked).length;
      const counted = {
        realms: 0,
        data_size: 0,
        metadata_size: 0,
        admin_active: count('ADMIN', false),
        admin_revoked: count('ADMIN', true),
        standard_active: count('STANDARD', false),
        standard_revoked: count('STANDARD', true),
        outsider_active: count('OUTSIDER', false),
        outsider_revoked: count('OUTSIDER', true),
      };
      expect(figuresOf(replayed)).toEqual(counted);
      expect(await journal.figures(undefined)).toEqual([{ organization_id: id, ...counted }]);
      const { users } = (await administer('GET', '/users')).body as { users: { user_email: string }[] };
      expect(users.map(({ user_email }) => user_email)).toEqual(
        rows.filter(({ revoked }) => !revoked).map(({ email }) => email),
      );
      await server.close();
    }),
    { numRuns: 60 },
  );
});
