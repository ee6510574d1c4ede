import type { Expected } from '../../../src/judge/expect.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import type { PreparedCommand } from '../../../src/vocabulary/matchers/refuses-command.ts';
import { certificatesOf } from '../../../src/vocabulary/observations/organization.ts';
import {
  type SharedOrganization,
  withSharedOrganization,
} from '../../../src/vocabulary/organizations/shared-organization.ts';
import type { Instant } from '../../../src/wire/values.ts';

const needs = ['events'] as const;

/** A command, and the timestamp of its certificates. */
type Dated = PreparedCommand & { readonly at: Instant };

/** Alice with two devices, and Bob and Mallory, who are new. Each device listens. */
async function openStreams(judge: Judge, { alice, phone }: SharedOrganization) {
  const bob = await judge.members.enrol(alice, 'bob');
  const mallory = await judge.members.enrol(alice, 'mallory', { profile: 'OUTSIDER' });
  const streams = await Promise.all(
    Object.entries({ alice, phone, bob, mallory }).map(async ([name, member]) => ({
      name,
      stream: await judge.listen(member),
    })),
  );
  return { bob, mallory, streams };
}

verifies('events_listen/certificate-event', { needs }, (judge) =>
  withSharedOrganization(judge, async (sharedOrganization) => {
    const { alice } = sharedOrganization;
    const { bob, streams } = await openStreams(judge, sharedOrganization);
    const person = judge.cast.newUser('carol');
    const commands: readonly (readonly [Member, () => Dated])[] = [
      [alice, () => judge.members.enrolment(alice, { person })],
      [bob, () => judge.members.addition(bob, { device: judge.cast.device('tablet') })],
      [alice, () => judge.members.profileChange(alice, person, 'ADMIN')],
      [alice, () => judge.members.revocation(alice, person)],
    ];
    for (const [author, make] of commands) {
      const change = make();
      const { cmd } = change.message;
      judge.expect.reply(await judge.members.send(author, change, cmd), 'ok', cmd);
      for (const { name, stream } of streams)
        await stream.certificate(change.at, `the event of ${cmd}, to ${name}`);
    }
  }),
);

// The event may arrive before the reply to the command, and the certificate must be readable by
// then.
verifies('events_listen/certificate-already-there', { needs }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    const stream = await judge.listen(bob);
    const person = judge.cast.newUser('carol');
    const commands: readonly (() => Dated)[] = [
      () => judge.members.enrolment(alice, { person }),
      () => judge.members.addition(alice),
      () => judge.members.profileChange(alice, person, 'ADMIN'),
      () => judge.members.revocation(alice, person),
    ];
    for (const make of commands) {
      const change = make();
      const { cmd } = change.message;
      const answer = judge.members.send(alice, change, cmd);
      await stream.certificate(change.at, `the event of ${cmd}`);
      const { common } = await certificatesOf(judge, bob, change.at.plus(-1));
      judge.expect.equal(common, change.added.full, `the certificates of ${cmd} after its event`);
      judge.expect.reply(await answer, 'ok', cmd);
    }
  }),
);

// The event of the later accepted command would come after an event of the refused one.
verifies('events_listen/refused-command-is-silent', { needs }, (judge) =>
  withSharedOrganization(judge, async (sharedOrganization) => {
    const { alice } = sharedOrganization;
    const { bob, mallory, streams } = await openStreams(judge, sharedOrganization);
    const stranger = { signedBy: judge.cast.signingKey('stranger') };
    const past = { at: judge.now().plusSeconds(-350) };
    const carol = { person: judge.cast.newUser('carol') };
    const { members } = judge;
    const refusals: readonly (readonly [Member, Pick<PreparedCommand, 'message'>, Expected])[] = [
      [bob, members.enrolment(bob, carol), 'author_not_allowed'],
      [alice, members.enrolment(alice, { ...carol, userCertificate: stranger }), 'invalid_certificate'],
      [alice, members.enrolment(alice, { ...carol, ...past }), 'timestamp_out_of_ballpark'],
      [
        alice,
        members.enrolment(alice, { person: bob.person }),
        ['user_already_exists', 'human_handle_already_taken'],
      ],
      [alice, members.addition(alice, { deviceCertificate: stranger }), 'invalid_certificate'],
      [alice, members.addition(alice, past), 'timestamp_out_of_ballpark'],
      [alice, members.addition(alice, { device: bob.device }), 'device_already_exists'],
      [bob, members.profileChange(bob, mallory.person, 'ADMIN'), 'author_not_allowed'],
      [alice, members.profileChange(alice, bob.person, 'STANDARD'), 'user_no_changes'],
      [alice, members.profileChange(alice, carol.person, 'ADMIN'), 'user_not_found'],
      [bob, members.revocation(bob, mallory.person), 'author_not_allowed'],
      [alice, members.revocation(alice, carol.person), 'user_not_found'],
      [alice, members.revocation(alice, alice.person), 'invalid_certificate'],
    ];
    for (const [author, made, answer] of refusals) {
      const what = `${made.message.cmd}, which is refused`;
      judge.expect.answer(await members.send(author, made, what), answer, what);
    }
    const dave = await members.enrol(alice, 'dave');
    for (const { name, stream } of streams)
      await stream.certificate(dave.enrolment.at, `the first event since the opening, to ${name}`);
  }),
);
