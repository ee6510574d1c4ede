import type { RequirementId } from '@parsec-spec/spec/requirements';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { refusesFalseCertificate } from '../../../src/client/refuses-false-certificate.ts';
import {
  type DatedCertificate,
  enrolment,
  profileChange,
  revocation,
  type Signer,
  signedDevice,
  signedUser,
} from '../../../src/people/signed-certificates.ts';
import { simulateOrganization } from '../../../src/client/simulated-organization.ts';
import type { Device, Person } from '../../../src/people/cast.ts';
import type { Instant } from '../../../src/wire/values.ts';

/** The members of the organization. Alice founds it, and enrols Bob (ADMIN) after 60 s. */
interface Fixture {
  readonly alice: Signer;
  readonly bob: Person;
  /** Bob's second device. */
  readonly phone: Device;
  readonly carol: Person;
  /** The time so many seconds after the foundation. */
  readonly at: (seconds: number) => Instant;
}

/** Each case sends correctly signed certificates that contradict each other or their order. */
const forgeries: readonly {
  readonly rule: RequirementId;
  readonly case: string;
  readonly before?: (fixture: Fixture) => readonly DatedCertificate[];
  readonly forged: (fixture: Fixture) => readonly DatedCertificate[];
  readonly valid: (fixture: Fixture) => readonly DatedCertificate[];
}[] = [
  {
    rule: 'client-certificates/time-never-goes-back',
    case: 'user-earlier',
    forged: ({ alice, carol, at }) => enrolment(alice, carol, at(59)),
    valid: ({ alice, carol, at }) => enrolment(alice, carol, at(61)),
  },
  {
    rule: 'client-certificates/time-never-goes-back',
    case: 'user-at-the-same-time',
    forged: ({ alice, carol, at }) => enrolment(alice, carol, at(60)),
    valid: ({ alice, carol, at }) => enrolment(alice, carol, at(60).plus(1)),
  },
  {
    rule: 'client-certificates/time-never-goes-back',
    case: 'revocation-earlier',
    before: ({ alice, carol, at }) => enrolment(alice, carol, at(120)),
    forged: ({ alice, bob, at }) => [revocation(alice, bob, at(119))],
    valid: ({ alice, bob, at }) => [revocation(alice, bob, at(121))],
  },
  ...[0, 1].map((seconds) => ({
    rule: 'client-certificates/time-never-goes-back' as const,
    case: seconds === 0 ? 'device-at-the-same-time' : 'device-earlier',
    before: ({ alice, carol, at }: Fixture) => enrolment(alice, carol, at(120)),
    forged: ({ bob, phone, at }: Fixture) => [
      signedDevice(bob.device, bob, at(120 - seconds), { device: phone }),
    ],
    valid: ({ bob, phone, at }: Fixture) => [signedDevice(bob.device, bob, at(121), { device: phone })],
  })),
  {
    rule: 'client-certificates/time-never-goes-back',
    case: 'revocation-at-the-same-time',
    before: ({ alice, carol, at }) => enrolment(alice, carol, at(120)),
    forged: ({ alice, bob, at }) => [revocation(alice, bob, at(120))],
    valid: ({ alice, bob, at }) => [revocation(alice, bob, at(120).plus(1))],
  },
  {
    rule: 'client-certificates/time-never-goes-back',
    case: 'profile-at-the-same-time',
    before: ({ alice, carol, at }) => enrolment(alice, carol, at(120)),
    forged: ({ alice, bob, at }) => [profileChange(alice, bob, at(120), 'STANDARD')],
    valid: ({ alice, bob, at }) => [profileChange(alice, bob, at(120).plus(1), 'STANDARD')],
  },
  {
    rule: 'client-certificates/time-never-goes-back',
    case: 'profile-earlier',
    before: ({ alice, carol, at }) => enrolment(alice, carol, at(120)),
    forged: ({ alice, bob, at }) => [profileChange(alice, bob, at(119), 'STANDARD')],
    valid: ({ alice, bob, at }) => [profileChange(alice, bob, at(121), 'STANDARD')],
  },
  {
    rule: 'client-certificates/time-never-goes-back',
    case: 'inside-a-batch',
    forged: ({ alice, bob, carol, at }) => [
      revocation(alice, bob, at(130)),
      ...enrolment(alice, carol, at(120)),
    ],
    valid: ({ alice, bob, carol, at }) => [
      ...enrolment(alice, carol, at(120)),
      revocation(alice, bob, at(130)),
    ],
  },
  {
    rule: 'client-certificates/time-never-goes-back',
    case: 'first-device-earlier',
    forged: ({ alice, bob, carol, at }) => [
      signedUser(alice, carol, at(120)),
      revocation(alice, bob, at(130)),
      signedDevice(alice, carol, at(120)),
    ],
    valid: ({ alice, bob, carol, at }) => [
      ...enrolment(alice, carol, at(120)),
      revocation(alice, bob, at(130)),
    ],
  },
  {
    rule: 'client-certificates/ids-unique',
    case: 'user',
    forged: ({ alice, bob, carol, at }) => enrolment(alice, { ...carol, userId: bob.userId }, at(300)),
    valid: ({ alice, carol, at }) => enrolment(alice, carol, at(300)),
  },
  {
    rule: 'client-certificates/ids-unique',
    case: 'device',
    forged: ({ alice, bob, carol, at }) =>
      enrolment(alice, { ...carol, device: { ...carol.device, id: bob.device.id } }, at(300)),
    valid: ({ alice, carol, at }) => enrolment(alice, carol, at(300)),
  },
  {
    rule: 'client-certificates/device-has-user',
    case: 'no-user',
    forged: ({ alice, carol, at }) => [signedDevice(alice, carol, at(300))],
    valid: ({ alice, carol, at }) => [signedUser(alice, carol, at(300)), signedDevice(alice, carol, at(300))],
  },
  {
    rule: 'client-certificates/device-has-user',
    case: 'user-comes-later',
    forged: ({ alice, carol, at }) => [
      signedDevice(alice, carol, at(300)),
      signedUser(alice, carol, at(300)),
    ],
    valid: ({ alice, carol, at }) => [signedUser(alice, carol, at(300)), signedDevice(alice, carol, at(300))],
  },
  {
    rule: 'client-certificates/revoked-once',
    case: 'again',
    before: ({ alice, bob, at }) => [revocation(alice, bob, at(200))],
    forged: ({ alice, bob, at }) => [revocation(alice, bob, at(300))],
    valid: ({ alice, carol, at }) => enrolment(alice, carol, at(300)),
  },
  {
    rule: 'client-certificates/revoked-once',
    case: 'twice-in-a-batch',
    forged: ({ alice, bob, at }) => [revocation(alice, bob, at(200)), revocation(alice, bob, at(300))],
    valid: ({ alice, bob, at }) => [revocation(alice, bob, at(200))],
  },
];

for (const { rule, case: name, before, forged, valid } of forgeries) {
  verifiesClient(rule, { case: name }, async (judge) => {
    const bob = judge.cast.person('bob');
    const simulated = await simulateOrganization(judge);
    const fixture: Fixture = {
      alice: simulated.founder,
      bob,
      phone: judge.cast.device('bob-phone'),
      carol: judge.cast.person('carol'),
      at: (seconds) => simulated.founded.plusSeconds(seconds),
    };
    const enrolled = enrolment(simulated.founder, bob, fixture.at(60), { profile: 'ADMIN' });
    simulated.common = [...simulated.common, ...enrolled, ...(before?.(fixture) ?? [])];
    await refusesFalseCertificate(judge, simulated, forged(fixture), valid(fixture));
  });
}
