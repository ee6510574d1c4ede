import type { Judge } from '../../src/judge/judge.ts';
import type { Member } from '../../src/judge/members.ts';
import { deviceToken } from '../../src/judge/rpc.ts';
import { verifies } from '../../src/judge/verifies.ts';
import type { Person } from '../../src/people/cast.ts';
import { expectPresent } from '../../src/vocabulary/matchers/timestamps.ts';
import type { Exchange } from '../../src/wire/exchange.ts';
import type { Instant } from '../../src/wire/values.ts';

const needs = ['faults', 'administration'] as const;

/** Clock offsets of the client in s, outside the allowed window on either side. */
const skews = { ahead: 3600, behind: -3600 } as const;

/**
 * Asserts that a certificate is refused because of its timestamp, and that the reply has what a
 * client needs to correct its clock. Returns the time of the server.
 */
function expectSkewReported(judge: Judge, answer: Exchange, at: Instant, what: string): Instant {
  const fields = judge.expect.reply(answer, 'timestamp_out_of_ballpark', what);
  judge.expect.equal(fields.client_timestamp, at, 'client_timestamp', answer);
  judge.expect.equal(
    [fields.ballpark_client_early_offset, fields.ballpark_client_late_offset],
    [300, 320],
    'the bounds',
    answer,
  );
  const now = judge.expect.instant(fields, 'server_timestamp', answer);
  expectPresent(judge, now, answer);
  return now;
}

for (const [side, skew] of Object.entries(skews)) {
  verifies('durability/skewed-clock-is-told', { case: side, needs }, async (judge) => {
    const organization = await judge.organization();
    const at = judge.now().plusSeconds(skew);
    const early = await judge.bootstrap(organization, { at }, { label: 'by the wrong clock' });
    const now = expectSkewReported(judge, early, at, 'a bootstrap by the wrong clock');
    // A client that corrects its clock with this reply is accepted.
    const bootstrap = judge.newBootstrap(organization, { at: now });
    judge.expect.reply(
      await judge.bootstrap(organization, bootstrap),
      'ok',
      'the bootstrap by the right clock',
    );
    const author = { organization: organization.id, device: bootstrap.device };
    const call = (seconds: number) =>
      judge.rpc.authenticated(
        author,
        { cmd: 'organization_info' },
        {
          change: {
            Authorization: `Bearer ${deviceToken(author.device, judge.now().plusSeconds(seconds))}`,
          },
        },
      );
    await judge.twin({ broken: () => call(skew), refused: 498, valid: () => call(0) });
  });

  verifies('durability/skewed-clock-is-told', { case: `member-${side}`, needs }, async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const { person: bob } = await judge.members.enrol(alice, 'bob');
    // Only the certificates have the wrong time. The device tokens have the right one.
    for (const [what, made] of Object.entries(datedRequests(judge, alice, bob))) {
      const at = judge.now().plusSeconds(skew);
      const wrong = await judge.members.send(alice, made(at), `${what} by the wrong clock`);
      expectSkewReported(judge, wrong, at, `${what} by the wrong clock`);
      const right = await judge.members.send(alice, made(judge.now()), `${what} by the right clock`);
      judge.expect.reply(right, 'ok', `${what} by the right clock`);
    }
  });
}

/** Makes commands of members whose certificates have the given timestamp. */
const datedRequests = (judge: Judge, alice: Member, bob: Person) => ({
  enrolment: (at: Instant) => judge.members.enrolment(alice, { person: judge.cast.newUser('carol'), at }),
  addition: (at: Instant) => judge.members.addition(alice, { at }),
  profileChange: (at: Instant) => judge.members.profileChange(alice, bob, 'ADMIN', { at }),
  revocation: (at: Instant) => judge.members.revocation(alice, bob, { at }),
});
