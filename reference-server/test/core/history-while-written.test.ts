import type { OrganizationRecord } from '@parsec-spec/spec/records';
import { expect, test } from 'vitest';
import type { JournalRecord } from '../../src/storage/journal.ts';
import { MemoryJournal } from '../../src/storage/memory-journal.ts';
import { deviceCreation, newMember } from '../support/members.ts';
import { testOrganization } from '../support/test-organization.ts';

/** Fetches certificates only after the test allows it. */
class SlowJournal extends MemoryJournal {
  readonly asked = Promise.withResolvers<void>();
  readonly allowed = Promise.withResolvers<void>();

  override async pick<Entry extends JournalRecord = OrganizationRecord>(
    organization: string,
    versions: readonly number[],
  ): Promise<readonly Entry[]> {
    this.asked.resolve();
    await this.allowed.promise;
    return super.pick<Entry>(organization, versions);
  }
}

test('a history that grows during the read is returned as it was, with each certificate in its list', async () => {
  const journal = new SlowJournal();
  const { ask, alice, later } = await testOrganization({ journal, bootstrap: { isSequestered: true } });
  const reading = ask(alice, {
    cmd: 'certificate_get',
    common_after: null,
    sequester_after: null,
    shamir_recovery_after: null,
    realm_after: new Map(),
  });
  await journal.asked.promise;
  const addition = deviceCreation(alice, newMember('phone'), later());
  expect(await ask(alice, addition)).toMatchObject({ status: 'ok' });
  journal.allowed.resolve();
  const { reply } = await reading;
  if (reply?.status !== 'ok') throw new Error('the history is open to every member');
  expect(reply.common_certificates).toHaveLength(2);
  expect(reply.sequester_certificates).toHaveLength(1);
});
