import { verifies } from '../../../src/judge/verifies.ts';
import { refusesCommand } from '../../../src/vocabulary/matchers/refuses-command.ts';
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
    await refusesCommand(judge, {
      author: alice,
      since,
      mistakes: {
        'is empty': () =>
          makeNotice(alice.device, 'Undecodable', judge.now(), { signed: () => new Uint8Array() }),
        'is signed junk': () =>
          makeNotice(alice.device, 'Undecodable', judge.now(), { frame: () => Buffer.from('foobar') }),
      },
      honest: () => makeNotice(alice.device, 'Decodable', judge.now()),
    });
  }),
);

verifies('notice_publish/by-author', (judge) =>
  withSharedOrganization(judge, async ({ alice, adam, since }) => {
    const author = adam.device.id;
    await refusesCommand(judge, {
      author: alice,
      since,
      mistakes: {
        'another ADMIN named as author': () =>
          makeNotice(alice.device, 'Not mine', judge.now(), { fields: { author } }),
        'signed by another ADMIN': () =>
          makeNotice(alice.device, 'Not mine', judge.now(), { signedBy: adam.device.key }),
      },
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
  const last = carol.enrolment.at;
  await judge.twin({
    broken: () => judge.members.send(alice, makeNotice(alice.device, 'In order', last)),
    refused: 'require_greater_timestamp',
    valid: () => judge.members.send(alice, makeNotice(alice.device, 'In order', last.plus(1))),
  });
});
