import type { Person } from '../cast/index.ts';
import type { CertificateChange } from '../certificate/index.ts';
import type { Author, Judge, Member } from '../judge/index.ts';
import { verifies } from '../verifies/index.ts';
import type { Instant } from '../wire/index.ts';
import { type Made, refusesCommand } from './refuses-command.ts';
import { type Dated, keepsOrder, keepsWindow } from './times.ts';
import { undecodable } from './undecodable.ts';
import { wrongAuthors } from './wrong-authors.ts';

/** What may be otherwise about a command that an ADMIN gives about another user. */
export interface AboutUserChanges {
  readonly at?: Instant;
  readonly certificate?: CertificateChange;
}

/** A command that an ADMIN gives about another user, who is STANDARD before it; made, not sent. */
export type AboutUser = (judge: Judge, author: Author, person: Person, changes?: AboutUserChanges) => Made;

/** Bob, who is no ADMIN now. */
const notAdmins: Readonly<Record<string, (judge: Judge, alice: Member) => Promise<Member>>> = {
  standard: (judge, alice) => judge.members.enrol(alice, 'bob', { profile: 'STANDARD' }),
  outsider: (judge, alice) => judge.members.enrol(alice, 'bob', { profile: 'OUTSIDER' }),
  demoted: async (judge, alice) => {
    const bob = await judge.members.enrol(alice, 'bob', { profile: 'ADMIN' });
    await judge.members.setProfile(bob, (await judge.members.enrol(bob, 'zoe')).person, 'OUTSIDER');
    await judge.members.setProfile(alice, bob.person, 'STANDARD');
    return bob;
  },
};

/** Registers the checks of what `user_update` and `user_revoke` have in common. */
export function verifiesAboutUser(name: 'user_update' | 'user_revoke', make: AboutUser): void {
  /** An organization of alice and bob, and the history of both. */
  const founded = async (judge: Judge, at?: Instant) => {
    const live = await judge.bootstrapped({}, at === undefined ? {} : { at });
    const then = at === undefined ? {} : { at: at.plusSeconds(1) };
    const bob = await judge.members.enrol(live.author, 'bob', then);
    return { ...live, alice: live.author, bob, before: [live.founding, bob.enrolment] };
  };
  const dated =
    (judge: Judge, author: Author, person: Person): Dated =>
    (at) =>
      make(judge, author, person, { at });

  for (const [what, enrol] of Object.entries(notAdmins)) {
    verifies(`${name}/author-is-admin`, { case: what }, async (judge) => {
      const { author: alice } = await judge.bootstrapped();
      const bob = await enrol(judge, alice);
      const { person } = await judge.members.enrol(alice, 'mallory');
      const junk = { certificate: { signed: () => Buffer.from('junk') } };
      const refused = await judge.members.send(bob, make(judge, bob, person, junk), 'junk');
      judge.expect.reply(refused, 'author_not_allowed', 'a certificate that is junk');
      await judge.twin({
        broken: () => judge.members.send(bob, make(judge, bob, person)),
        refused: 'author_not_allowed',
        valid: () => judge.members.send(alice, make(judge, alice, person)),
      });
    });
  }

  verifies(`${name}/not-oneself`, async (judge) => {
    const { alice, bob, before } = await founded(judge);
    const phone = await judge.members.addDevice(alice, 'phone');
    await refusesCommand(judge, {
      author: alice,
      before: [...before, phone.addition],
      faults: { 'about oneself': () => make(judge, alice, alice.person) },
      honest: () => make(judge, alice, bob.person),
    });
    const info = await judge.rpc.authenticated(phone, { cmd: 'organization_info' });
    judge.expect.reply(info, 'ok', 'the other device of who would have struck at oneself');
  });

  verifies(`${name}/by-author`, async (judge) => {
    const { alice, bob, before, founding } = await founded(judge);
    const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
    const phone = await judge.members.addDevice(alice, 'phone');
    const wrong = wrongAuthors({
      admin: adam.device,
      second: phone.device,
      root: founding.root,
      stranger: judge.cast.signingKey('stranger'),
    });
    const changes = { ...wrong, 'signed by the user concerned': { signedBy: bob.device.key } };
    await refusesCommand(judge, {
      author: alice,
      before: [...before, adam.enrolment, phone.addition],
      faults: Object.fromEntries(
        Object.entries(changes).map(([fault, certificate]) => [
          fault,
          () => make(judge, alice, bob.person, { certificate }),
        ]),
      ),
      honest: () => make(judge, alice, bob.person),
    });
  });

  verifies(`${name}/certificate-decodes`, async (judge) => {
    const { alice, bob, before } = await founded(judge);
    const changes = { ...undecodable, 'of another type': { fields: { type: 'device_certificate' } } };
    await refusesCommand(judge, {
      author: alice,
      before,
      faults: Object.fromEntries(
        Object.entries(changes).map(([fault, certificate]) => [
          fault,
          () => make(judge, alice, bob.person, { certificate }),
        ]),
      ),
      honest: () => make(judge, alice, bob.person),
    });
  });

  verifies(`${name}/user-known`, async (judge) => {
    const { alice, bob, before } = await founded(judge);
    await refusesCommand(judge, {
      author: alice,
      before,
      faults: { 'about nobody': () => make(judge, alice, judge.cast.person('zack')) },
      refused: 'user_not_found',
      honest: () => make(judge, alice, bob.person),
    });
  });

  verifies(`${name}/in-window`, { case: 'ahead' }, async (judge) => {
    const { alice, bob } = await founded(judge);
    await keepsWindow(judge, alice, dated(judge, alice, bob.person), 'ahead');
  });

  // What comes after 310 s ago must not come before what is there already.
  verifies(`${name}/in-window`, { case: 'behind' }, async (judge) => {
    const { alice, bob } = await founded(judge, judge.now().plusSeconds(-315));
    await keepsWindow(judge, alice, dated(judge, alice, bob.person), 'behind');
  });

  verifies(`${name}/later-than-last`, async (judge) => {
    const { alice, bob } = await founded(judge);
    const carol = await judge.members.enrol(alice, 'carol', { at: judge.now().plusSeconds(200) });
    await keepsOrder(judge, alice, dated(judge, alice, bob.person), carol.enrolment.at);
  });
}
