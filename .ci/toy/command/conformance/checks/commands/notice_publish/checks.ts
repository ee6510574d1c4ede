import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import type { CertificateChange } from '../../../src/people/certificates.ts';
import { certificatesOf } from '../../../src/vocabulary/observations/organization.ts';
import {
  type SharedOrganization,
  withSharedOrganization,
} from '../../../src/vocabulary/organizations/shared-organization.ts';
import { makeNotice } from './notice.ts';

verifies('notice_publish/handed-out', (judge) =>
  withSharedOrganization(judge, async ({ alice, adam, since }) => {
    const notice = makeNotice(alice.device, 'Closed on Friday', judge.now());
    judge.expect.reply(await judge.members.send(alice, notice), 'ok', 'a notice');
    const { common } = await certificatesOf(judge, adam, since);
    judge.expect.equal(common, notice.added.full, 'common certificates of another member');
  }),
);

verifies('notice_publish/author-is-admin', (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    await judge.twin({
      broken: () => judge.members.send(bob, makeNotice(bob.device, 'From Bob', judge.now())),
      refused: 'author_not_allowed',
      valid: () => judge.members.send(alice, makeNotice(alice.device, 'From Alice', judge.now())),
    });
  }),
);

/** Each notice with a mistake is refused, and the same without it is accepted. */
const refuses = (
  judge: Judge,
  mistakesIn: (people: SharedOrganization) => Readonly<Record<string, CertificateChange>>,
): Promise<void> =>
  withSharedOrganization(judge, async (people) => {
    const publish = (text: string, change?: CertificateChange) =>
      judge.members.send(people.alice, makeNotice(people.alice.device, text, judge.now(), change), text);
    for (const [mistake, change] of Object.entries(mistakesIn(people)))
      await judge.twin({
        broken: () => publish(`This notice ${mistake}`, change),
        refused: 'invalid_certificate',
        valid: () => publish(`This notice ${mistake} no more`),
      });
  });

verifies('notice_publish/certificate-decodes', (judge) =>
  refuses(judge, () => ({
    'is empty': { signed: () => new Uint8Array() },
    'is signed junk': { frame: () => Buffer.from('foobar') },
  })),
);

verifies('notice_publish/by-author', (judge) =>
  refuses(judge, ({ adam }) => ({
    'names another ADMIN as author': { fields: { author: adam.device.id } },
    'is signed by another ADMIN': { signedBy: adam.device.key },
  })),
);

verifies('notice_publish/text-changes', (judge) =>
  withSharedOrganization(judge, async ({ alice, adam }) => {
    const publish = (text: string) =>
      judge.members.send(alice, makeNotice(alice.device, text, judge.now()), text);
    judge.expect.reply(await publish('Present'), 'ok', 'the first notice');
    await judge.twin({
      broken: () => judge.members.send(adam, makeNotice(adam.device, 'Present', judge.now())),
      refused: 'notice_unchanged',
      valid: () => publish('Next'),
    });
    judge.expect.reply(await publish('Present'), 'ok', 'a text that was replaced');
  }),
);

verifies('notice_publish/later-than-last', async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const carol = await judge.members.enrol(alice, 'carol', { at: judge.now().plusSeconds(200) });
  const last = carol.enrolment.at;
  await judge.twin({
    broken: () => judge.members.send(alice, makeNotice(alice.device, 'In order', last)),
    refused: 'require_greater_timestamp',
    valid: () => judge.members.send(alice, makeNotice(alice.device, 'In order', last.plus(1))),
  });
});
