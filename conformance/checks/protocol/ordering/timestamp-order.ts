import type { Judge } from '../../../src/judge/judge.ts';
import type { Enrolled, Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import type { PreparedCommand } from '../../../src/people/added-certificates.ts';
import { joinCertificates } from '../../../src/people/added-certificates.ts';
import { certificatesOf, expectCommon } from '../../../src/vocabulary/observations/organization.ts';
import type { Instant } from '../../../src/wire/values.ts';

/**
 * A command that adds to the history of an organization of Alice, Bob and Carol, by Alice or by
 * Bob.
 */
type MakeCommand = (
  judge: Judge,
  people: { readonly alice: Member; readonly bob: Enrolled; readonly carol: Enrolled },
  at: Instant,
) => PreparedCommand;

const commands: Readonly<Record<string, MakeCommand>> = {
  'user-create': (judge, { alice }, at) =>
    judge.members.enrolment(alice, { person: judge.cast.person('dave'), at }),
  'device-create': (judge, { alice }, at) => judge.members.addition(alice, { at }),
  'user-update': (judge, { alice, bob }, at) =>
    judge.members.profileChange(alice, bob.person, 'ADMIN', { at }),
  'user-revoke': (judge, { alice, carol }, at) => judge.members.revocation(alice, carol.person, { at }),
};

/** The last certificate, by the command that created it. */
const lastCertificates: Readonly<Record<string, MakeCommand>> = {
  'user-create': (judge, { alice }, at) =>
    judge.members.enrolment(alice, { person: judge.cast.person('erin'), at }),
  'device-create': (judge, { bob }, at) =>
    judge.members.addition(bob, { author: bob.device, device: judge.cast.device('tablet'), at }),
  'user-update': (judge, { alice, bob }, at) =>
    judge.members.profileChange(alice, bob.person, 'OUTSIDER', { at }),
  'user-revoke': (judge, { alice, bob }, at) => judge.members.revocation(alice, bob.person, { at }),
};

for (const [name, makeLast] of Object.entries(lastCertificates)) {
  verifies(
    ['ordering/common-never-goes-back', 'ordering/equal-only-in-pair'],
    { case: `after-${name}` },
    async (judge) => {
      const { author: alice, bootstrap } = await judge.bootstrapped();
      const bob = await judge.members.enrol(alice, 'bob');
      const carol = await judge.members.enrol(alice, 'carol');
      const people = { alice, bob, carol };
      const at = judge.now().plusSeconds(100).plus(457);
      const last = makeLast(judge, people, at);
      const author = name === 'device-create' ? bob : alice;
      judge.expect.reply(await judge.members.send(author, last, 'the last'), 'ok', 'the last certificate');
      const others = Object.entries(commands).filter(
        ([other]) => name !== 'user-revoke' || other !== 'user-update',
      );
      for (const [other, make] of others) {
        for (const [when, micros] of [
          ['at the same time', 0],
          ['1 µs earlier', -1],
        ] as const) {
          const refused = await judge.members.send(
            alice,
            make(judge, people, at.plus(micros)),
            `${other} ${when}`,
          );
          const reply = judge.expect.reply(refused, 'require_greater_timestamp', `${other} ${when}`);
          judge.expect.equal(reply.strictly_greater_than, at, 'strictly_greater_than', refused);
        }
      }
      const next = judge.members.enrolment(alice, { person: judge.cast.person('dave'), at: at.plus(1) });
      judge.expect.reply(await judge.members.send(alice, next, 'valid'), 'ok', '1 µs later');
      const { common } = await certificatesOf(judge, alice);
      const history = joinCertificates(bootstrap, bob.enrolment, carol.enrolment, last, next).full;
      await expectCommon(judge, common, history, 'common certificates');
    },
  );
}

verifies('ordering/equal-only-in-pair', async (judge) => {
  const { author: alice, bootstrap } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const phone = await judge.members.addDevice(bob, 'phone');
  const change = await judge.members.setProfile(alice, bob.person, 'ADMIN');
  const revocation = await judge.members.revoke(bob, alice.person);
  const { common } = await certificatesOf(judge, bob);
  const signers = [bootstrap.root.verifyKey, alice.device.key.verifyKey, bob.device.key.verifyKey];
  const by = [0, 0, 1, 1, 2, 1, 2].map((index) => signers[index] ?? new Uint8Array());
  const times = common.map((bytes, index) =>
    judge.expect.instant(
      judge.expect.certificate(bytes, by[index] ?? new Uint8Array(), `certificate ${index + 1}`),
      'timestamp',
    ),
  );
  const expected = [bootstrap, bootstrap, bob.enrolment, bob.enrolment, phone.addition, change, revocation];
  judge.expect.equal(
    times,
    expected.map(({ at }) => at),
    'timestamps of the common certificates',
  );
});
