import type { RequirementId } from '@parsec-spec/spec/requirements';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { refusesFalseCertificate } from '../../../src/client/refuses-false-certificate.ts';
import {
  type Dated,
  enrolment,
  profileChange,
  revocation,
  type Signer,
  signedDevice,
  signedUser,
} from '../../../src/client/staged-certificates.ts';
import { stageOrganization } from '../../../src/client/staged-organization.ts';
import type { Device, Person } from '../../../src/people/cast.ts';
import type { Instant } from '../../../src/wire/values.ts';

/**
 * Alice founded the organization and enrolled Bob after 60 s. Both act correctly; the server
 * forges.
 */
interface Scene {
  readonly alice: Signer;
  readonly bob: Person;
  /** Bob's second device. */
  readonly phone: Device;
  readonly carol: Person;
  readonly at: (seconds: number) => Instant;
}

const lies: readonly {
  readonly rule: RequirementId;
  readonly case: string;
  readonly before?: (scene: Scene) => readonly Dated[];
  readonly lie: (scene: Scene) => readonly Dated[];
  readonly truth: (scene: Scene) => readonly Dated[];
}[] = [
  {
    rule: 'client-certificates/time-never-goes-back',
    case: 'user-earlier',
    lie: ({ alice, carol, at }) => enrolment(alice, carol, at(59)),
    truth: ({ alice, carol, at }) => enrolment(alice, carol, at(61)),
  },
  {
    rule: 'client-certificates/time-never-goes-back',
    case: 'user-at-the-same-time',
    lie: ({ alice, carol, at }) => enrolment(alice, carol, at(60)),
    truth: ({ alice, carol, at }) => enrolment(alice, carol, at(60).plus(1)),
  },
  {
    rule: 'client-certificates/time-never-goes-back',
    case: 'revocation-earlier',
    before: ({ alice, carol, at }) => enrolment(alice, carol, at(120)),
    lie: ({ alice, bob, at }) => [revocation(alice, bob, at(119))],
    truth: ({ alice, bob, at }) => [revocation(alice, bob, at(121))],
  },
  ...[0, 1].map((seconds) => ({
    rule: 'client-certificates/time-never-goes-back' as const,
    case: seconds === 0 ? 'device-at-the-same-time' : 'device-earlier',
    before: ({ alice, carol, at }: Scene) => enrolment(alice, carol, at(120)),
    lie: ({ bob, phone, at }: Scene) => [signedDevice(bob.device, bob, at(120 - seconds), { device: phone })],
    truth: ({ bob, phone, at }: Scene) => [signedDevice(bob.device, bob, at(121), { device: phone })],
  })),
  {
    rule: 'client-certificates/time-never-goes-back',
    case: 'revocation-at-the-same-time',
    before: ({ alice, carol, at }) => enrolment(alice, carol, at(120)),
    lie: ({ alice, bob, at }) => [revocation(alice, bob, at(120))],
    truth: ({ alice, bob, at }) => [revocation(alice, bob, at(120).plus(1))],
  },
  {
    rule: 'client-certificates/time-never-goes-back',
    case: 'profile-at-the-same-time',
    before: ({ alice, carol, at }) => enrolment(alice, carol, at(120)),
    lie: ({ alice, bob, at }) => [profileChange(alice, bob, at(120), 'STANDARD')],
    truth: ({ alice, bob, at }) => [profileChange(alice, bob, at(120).plus(1), 'STANDARD')],
  },
  {
    rule: 'client-certificates/time-never-goes-back',
    case: 'profile-earlier',
    before: ({ alice, carol, at }) => enrolment(alice, carol, at(120)),
    lie: ({ alice, bob, at }) => [profileChange(alice, bob, at(119), 'STANDARD')],
    truth: ({ alice, bob, at }) => [profileChange(alice, bob, at(121), 'STANDARD')],
  },
  {
    rule: 'client-certificates/time-never-goes-back',
    case: 'inside-a-batch',
    lie: ({ alice, bob, carol, at }) => [
      revocation(alice, bob, at(130)),
      ...enrolment(alice, carol, at(120)),
    ],
    truth: ({ alice, bob, carol, at }) => [
      ...enrolment(alice, carol, at(120)),
      revocation(alice, bob, at(130)),
    ],
  },
  {
    rule: 'client-certificates/ids-unique',
    case: 'user',
    lie: ({ alice, bob, carol, at }) => enrolment(alice, { ...carol, userId: bob.userId }, at(300)),
    truth: ({ alice, carol, at }) => enrolment(alice, carol, at(300)),
  },
  {
    rule: 'client-certificates/ids-unique',
    case: 'device',
    lie: ({ alice, bob, carol, at }) =>
      enrolment(alice, { ...carol, device: { ...carol.device, id: bob.device.id } }, at(300)),
    truth: ({ alice, carol, at }) => enrolment(alice, carol, at(300)),
  },
  {
    rule: 'client-certificates/device-has-user',
    case: 'no-user',
    lie: ({ alice, carol, at }) => [signedDevice(alice, carol, at(300))],
    truth: ({ alice, carol, at }) => [signedUser(alice, carol, at(300)), signedDevice(alice, carol, at(300))],
  },
  {
    rule: 'client-certificates/device-has-user',
    case: 'user-comes-later',
    lie: ({ alice, carol, at }) => [signedDevice(alice, carol, at(300)), signedUser(alice, carol, at(300))],
    truth: ({ alice, carol, at }) => [signedUser(alice, carol, at(300)), signedDevice(alice, carol, at(300))],
  },
  {
    rule: 'client-certificates/revoked-once',
    case: 'again',
    before: ({ alice, bob, at }) => [revocation(alice, bob, at(200))],
    lie: ({ alice, bob, at }) => [revocation(alice, bob, at(300))],
    truth: ({ alice, carol, at }) => enrolment(alice, carol, at(300)),
  },
  {
    rule: 'client-certificates/revoked-once',
    case: 'twice-in-a-batch',
    lie: ({ alice, bob, at }) => [revocation(alice, bob, at(200)), revocation(alice, bob, at(300))],
    truth: ({ alice, bob, at }) => [revocation(alice, bob, at(200))],
  },
];

for (const { rule, case: name, before, lie, truth } of lies) {
  verifiesClient(rule, { case: name }, async (judge) => {
    const bob = judge.cast.person('bob');
    const stage = await stageOrganization(judge);
    const scene: Scene = {
      alice: stage.founder,
      bob,
      phone: judge.cast.device('bob-phone'),
      carol: judge.cast.person('carol'),
      at: (seconds) => stage.founded.plusSeconds(seconds),
    };
    const enrolled = enrolment(stage.founder, bob, scene.at(60), { profile: 'ADMIN' });
    stage.common = [...stage.common, ...enrolled, ...(before?.(scene) ?? [])];
    await refusesFalseCertificate(judge, stage, lie(scene), truth(scene));
  });
}
