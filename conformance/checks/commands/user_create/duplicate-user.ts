import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Judge } from '../../../src/judge/judge.ts';
import type { Enrolled, Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { joinCertificates } from '../../../src/people/added-certificates.ts';
import type { Device, Person } from '../../../src/people/cast.ts';
import { type PreparedCommand, refusesCommand } from '../../../src/vocabulary/matchers/refuses-command.ts';
import { certificatesOf, expectCommon } from '../../../src/vocabulary/observations/organization.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

interface ExistingMembers {
  readonly alice: Member;
  readonly bob: Enrolled;
}

/** The state of Bob or Alice before Carol is enrolled. */
type Before = (judge: Judge, members: ExistingMembers) => Promise<readonly PreparedCommand[]>;
const unchanged: Before = async () => [];
const bobRevoked: Before = async (judge, { alice, bob }) => [await judge.members.revoke(alice, bob.person)];
const withPhone: Before = async (judge, { bob }) => [(await judge.members.addDevice(bob, 'phone')).addition];

/** The property that Carol, an otherwise new user, shares with an existing user. */
type SharedProperty = (
  judge: Judge,
  carol: Person,
  members: ExistingMembers,
) => { readonly person: Person; readonly device?: Device };
const sameUser: SharedProperty = (_, carol, { bob }) => ({ person: { ...carol, userId: bob.person.userId } });
const sameDevice =
  (deviceOf: (judge: Judge, members: ExistingMembers) => Device): SharedProperty =>
  (judge, carol, members) => ({
    person: carol,
    device: { ...carol.device, id: deviceOf(judge, members).id },
  });
const sameDeviceAsBob = sameDevice((_, { bob }) => bob.device);
const sameEmail: SharedProperty = (_, carol, { bob }) => ({ person: { ...carol, email: bob.person.email } });

const exists = 'user_already_exists';
const handleTaken = 'human_handle_already_taken';
const cases: readonly (readonly [
  requirement: RequirementId,
  name: string,
  refused: string,
  likeness: SharedProperty,
  before: Before,
])[] = [
  ['user_create/user-id-new', 'of-living', exists, sameUser, unchanged],
  ['user_create/user-id-new', 'of-revoked', exists, sameUser, bobRevoked],
  ['user_create/device-id-new', 'first-device', exists, sameDeviceAsBob, unchanged],
  [
    'user_create/device-id-new',
    'second-device',
    exists,
    sameDevice((judge) => judge.cast.device('phone')),
    withPhone,
  ],
  ['user_create/device-id-new', 'of-author', exists, sameDevice((_, { alice }) => alice.device), unchanged],
  ['user_create/device-id-new', 'of-revoked', exists, sameDeviceAsBob, bobRevoked],
  ['user_create/email-free', 'other-label', handleTaken, sameEmail, unchanged],
];

for (const [requirement, name, refused, likeness, before] of cases) {
  verifies(requirement, { case: name }, (judge) =>
    withSharedOrganization(judge, async ({ alice, since }) => {
      const bob = await judge.members.enrol(alice, 'bob');
      const members = { alice, bob };
      const user = await before(judge, members);
      const carol = judge.cast.newUser('carol');
      const like = likeness(judge, carol, members);
      await refusesCommand(judge, {
        author: alice,
        since,
        before: [bob.enrolment, ...user],
        mistakes: { [name]: () => judge.members.enrolment(alice, like) },
        refused,
        honest: () => judge.members.enrolment(alice, { person: carol }),
      });
    }),
  );
}

verifies('user_create/email-of-revoked-reusable', (judge) =>
  withSharedOrganization(judge, async ({ alice, since }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    const revocation = await judge.members.revoke(alice, bob.person);
    const { email, label } = bob.person;
    const again = await judge.members.enrol(alice, { ...judge.cast.person('bob-again'), email, label });
    const { common } = await certificatesOf(judge, again, since);
    const history = joinCertificates(bob.enrolment, revocation, again.enrolment).full;
    await expectCommon(judge, common, history, 'common certificates, as the new bob receives them');
  }),
);
