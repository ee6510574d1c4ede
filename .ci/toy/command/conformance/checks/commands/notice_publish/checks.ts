import { verifies } from '../../../src/judge/verifies.ts';
import { undecodable } from '../../../src/vocabulary/matchers/refuses-certificate.ts';
import { refusesCommand } from '../../../src/vocabulary/matchers/refuses-command.ts';
import { expectOrder } from '../../../src/vocabulary/matchers/timestamps.ts';
import { wrongAuthors } from '../../../src/vocabulary/matchers/wrong-authors.ts';
import { certificatesOf } from '../../../src/vocabulary/observations/organization.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';
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

verifies('notice_publish/certificate-decodes', (judge) =>
  withSharedOrganization(judge, async ({ alice, since }) => {
    const mistakes = Object.entries(undecodable).map(
      ([mistake, change]) =>
        [mistake, () => makeNotice(alice.device, 'Undecodable', judge.now(), change)] as const,
    );
    await refusesCommand(judge, {
      author: alice,
      since,
      mistakes: Object.fromEntries(mistakes),
      honest: () => makeNotice(alice.device, 'Decodable', judge.now()),
    });
  }),
);

verifies('notice_publish/by-author', (judge) =>
  withSharedOrganization(judge, async (sharedOrganization) => {
    const { alice, since } = sharedOrganization;
    const mistakes = Object.entries(wrongAuthors(judge, sharedOrganization)).map(
      ([mistake, change]) =>
        [mistake, () => makeNotice(alice.device, 'Not mine', judge.now(), change)] as const,
    );
    await refusesCommand(judge, {
      author: alice,
      since,
      mistakes: Object.fromEntries(mistakes),
      honest: () => makeNotice(alice.device, 'Mine', judge.now()),
    });
  }),
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
  await expectOrder(judge, alice, (at) => makeNotice(alice.device, 'In order', at), carol.enrolment.at);
});
