import type { Judge } from '../../../src/judge/judge.ts';
import type { Enrolled, Member } from '../../../src/judge/members.ts';
import type { Author } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';
import type { Instant } from '../../../src/wire/values.ts';

const needs = ['events', 'administration'] as const;
const patch = async (judge: Judge, { organization }: Author, settings: object) =>
  judge.expect.json(await judge.administration.patch(organization, settings));

/** Alice, and Bob, a new user with two devices. Each device listens. */
async function openStreams(judge: Judge, alice: Member) {
  const bob = await judge.members.enrol(alice, 'bob');
  const phone = await judge.members.addDevice(bob, 'phone');
  const [ours, first, second] = await Promise.all([
    judge.listen(alice),
    judge.listen(bob),
    judge.listen(phone),
  ]);
  return { bob, phone, streams: { ours, first, second } };
}

/**
 * Asserts that both streams of Bob end and the server refuses a new one, while Alice's stream
 * continues. `changeBob` returns the timestamps of the certificates that it created.
 */
const expectEndForBob = (
  judge: Judge,
  changeBob: (people: { readonly alice: Member; readonly bob: Enrolled }) => Promise<readonly Instant[]>,
  refused: number,
): Promise<void> =>
  withSharedOrganization(judge, async ({ alice }) => {
    const { bob, phone, streams } = await openStreams(judge, alice);
    const change = await changeBob({ alice, bob });
    await streams.first.end('the end of the stream of bob’s laptop');
    await streams.second.end('the end of the stream of bob’s phone');
    for (const device of [bob, phone])
      await judge.eventually(
        () => judge.rpc.events(device),
        refused,
        `the change, on a new stream of ${device.device.label}`,
      );
    const carol = await judge.members.enrol(alice, 'carol');
    for (const at of [...change, carol.enrolment.at])
      await streams.ours.certificate(at, 'an event on the stream of alice, which stays open');
  });

verifies('events/closed-on-revocation', { needs: ['events'] }, (judge) =>
  expectEndForBob(judge, async ({ alice, bob }) => [(await judge.members.revoke(alice, bob.person)).at], 461),
);

verifies(['events/closed-on-freeze', 'user_freeze/closes-streams'], { needs }, (judge) =>
  expectEndForBob(
    judge,
    async ({ bob }) => {
      await setFrozen(judge, bob, true);
      return [];
    },
    462,
  ),
);

/**
 * Asserts that all streams of the organization end, and that the server refuses new ones until the
 * reason is removed.
 */
async function expectEndForAll(
  judge: Judge,
  settings: { readonly refusing: object; readonly serving: object },
  refused: number,
): Promise<void> {
  const { author: alice } = await judge.bootstrapped();
  const { bob, streams } = await openStreams(judge, alice);
  await patch(judge, alice, settings.refusing);
  for (const [name, stream] of Object.entries(streams)) await stream.end(`the end of a stream (${name})`);
  for (const member of [alice, bob])
    await judge.eventually(
      () => judge.rpc.events(member),
      refused,
      `the change, on a new stream of ${member.person.name}`,
    );
  await patch(judge, alice, settings.serving);
  await judge.eventually(() => judge.rpc.events(bob), 200, 'the end of the reason');
  await expectEventsAgain(judge, bob);
}

/**
 * Asserts that a new stream delivers new events. A delayed earlier change may still end it. The
 * check then notes this and opens another stream.
 */
async function expectEventsAgain(judge: Judge, bob: Enrolled): Promise<void> {
  const first = await judge.stream(bob);
  const expectEvent = async (stream: typeof first, label: string) => {
    const { addition } = await judge.members.addDevice(bob, label);
    await stream.next('the configuration as first event');
    await stream.certificate(addition.at, 'an event on the new stream');
  };
  try {
    await expectEvent(first, 'tablet');
  } catch (failure) {
    if (first.isOpen) throw failure;
    judge.late('a stream that was opened after the change was ended by it');
    await expectEvent(await judge.stream(bob), 'watch');
  }
}

verifies(['events/closed-on-expiry', 'organization_update/expiry-closes-streams'], { needs }, (judge) =>
  expectEndForAll(judge, { refusing: { is_expired: true }, serving: { is_expired: false } }, 460),
);

verifies(['events/closed-on-new-terms', 'terms-of-service/new-terms-close-streams'], { needs }, (judge) =>
  expectEndForAll(
    judge,
    { refusing: { tos: { en: 'https://example.com/terms' } }, serving: { tos: null } },
    463,
  ),
);
