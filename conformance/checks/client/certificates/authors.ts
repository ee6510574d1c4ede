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
import type { Person } from '../../../src/people/cast.ts';
import type { Instant } from '../../../src/wire/values.ts';

/** Alice founds the organization, and enrols Bob after 60 s and Carol after 120 s. */
interface Scene {
  readonly alice: Signer;
  readonly bob: Signer;
  readonly stranger: Signer;
  readonly people: { readonly bob: Person; readonly carol: Person; readonly dave: Person };
  readonly at: (seconds: number) => Instant;
}

type Act = (author: Signer, scene: Scene) => readonly Dated[];
const signer = ({ device: { id, key } }: Pick<Person, 'device'>): Signer => ({ id, key });
const creates: Act = (author, { people, at }) => enrolment(author, people.dave, at(300));
const revokes: Act = (author, { people, at }) => [revocation(author, people.carol, at(300))];
const promotes: Act = (author, { people, at }) => [profileChange(author, people.carol, at(300), 'ADMIN')];
const revokesBob: Act = (author, { people, at }) => [revocation(author, people.bob, at(300))];
const demotesBob: Act = (author, { people, at }) => [profileChange(author, people.bob, at(300), 'STANDARD')];
const bobIsRevoked: Act = (alice, { people, at }) => [revocation(alice, people.bob, at(200))];
const bobIsDemoted: Act = (alice, { people, at }) => [profileChange(alice, people.bob, at(200), 'STANDARD')];
const bob = (scene: Scene) => scene.bob;

/** Each case replaces a certificate that Alice may sign with one signed by someone who may not. */
const lies: readonly {
  readonly rule: RequirementId;
  readonly case: string;
  readonly bobIs?: string;
  readonly before?: Act;
  readonly by: (scene: Scene) => Signer;
  readonly act: Act;
  /** The forged act, if it differs from the act itself. */
  readonly lie?: Act;
}[] = [
  {
    rule: 'client-certificates/author-known',
    case: 'stranger-creates-a-user',
    by: (scene) => scene.stranger,
    act: creates,
  },
  {
    rule: 'client-certificates/author-known',
    case: 'stranger-revokes-a-user',
    by: (scene) => scene.stranger,
    act: revokes,
  },
  {
    rule: 'client-certificates/author-known',
    case: 'new-user-signs-itself',
    by: ({ people }) => signer(people.dave),
    act: creates,
  },
  {
    rule: 'client-certificates/author-known',
    case: 'author-comes-later',
    by: ({ people }) => signer(people.dave),
    act: revokes,
    lie: (dave, { alice, people, at, ...scene }) => [
      ...revokes(dave, { alice, people, at, ...scene }),
      ...enrolment(alice, people.dave, at(310), { profile: 'ADMIN' }),
    ],
  },
  {
    rule: 'client-certificates/author-not-revoked',
    case: 'creates-a-user',
    before: bobIsRevoked,
    by: bob,
    act: creates,
  },
  {
    rule: 'client-certificates/author-not-revoked',
    case: 'revokes-a-user',
    before: bobIsRevoked,
    by: bob,
    act: revokes,
  },
  {
    rule: 'client-certificates/author-older',
    case: 'dated-before-its-author',
    by: bob,
    act: creates,
    lie: (author, { people, at }) => enrolment(author, people.dave, at(30)),
  },
  {
    rule: 'client-certificates/author-older',
    case: 'dated-like-its-author',
    by: bob,
    act: creates,
    lie: (author, { people, at }) => enrolment(author, people.dave, at(60)),
  },
  ...['STANDARD', 'OUTSIDER'].flatMap((bobIs) =>
    Object.entries({ creates, revokes, promotes }).map(([verb, act]) => ({
      rule: 'client-certificates/author-is-admin' as const,
      case: `${bobIs.toLowerCase()}-${verb}`,
      bobIs,
      by: bob,
      act,
    })),
  ),
  {
    rule: 'client-certificates/author-is-admin',
    case: 'standard-signs-a-first-device',
    bobIs: 'STANDARD',
    by: bob,
    act: creates,
    lie: (author, { alice, people, at }) => [
      signedUser(alice, people.dave, at(300)),
      signedDevice(author, people.dave, at(300)),
    ],
  },
  {
    rule: 'client-certificates/author-is-admin',
    case: 'standard-adds-a-device-to-another',
    bobIs: 'STANDARD',
    by: bob,
    act: creates,
    lie: (author, { people, at }) => [
      signedDevice(author, people.carol, at(300), { device: people.dave.device }),
    ],
  },
  {
    rule: 'client-certificates/author-not-revoked',
    case: 'adds-a-device',
    before: bobIsRevoked,
    by: bob,
    act: creates,
    lie: (author, { people, at }) => [
      signedDevice(author, people.bob, at(300), { device: people.dave.device }),
    ],
  },
  {
    rule: 'client-certificates/author-not-revoked',
    case: 'changes-a-profile',
    before: bobIsRevoked,
    by: bob,
    act: promotes,
  },
  ...Object.entries({ revokes, promotes }).map(([verb, act]) => ({
    rule: 'client-certificates/author-is-admin' as const,
    case: `admin-no-longer-${verb}`,
    before: bobIsDemoted,
    by: bob,
    act,
  })),
  {
    rule: 'client-certificates/author-is-admin',
    case: 'admin-no-longer',
    before: bobIsDemoted,
    by: bob,
    act: creates,
  },
  { rule: 'client-certificates/not-about-oneself', case: 'revocation', by: bob, act: revokesBob },
  { rule: 'client-certificates/not-about-oneself', case: 'profile', by: bob, act: demotesBob },
];

for (const { rule, case: name, bobIs = 'ADMIN', before, by, act, lie = act } of lies) {
  verifiesClient(rule, { case: name }, async (judge) => {
    const people = {
      bob: judge.cast.person('bob'),
      carol: judge.cast.person('carol'),
      dave: judge.cast.person('dave'),
    };
    const stage = await stageOrganization(judge);
    const scene: Scene = {
      alice: stage.founder,
      bob: signer(people.bob),
      stranger: signer({ device: judge.cast.device('nobody-knows') }),
      people,
      at: (seconds) => stage.founded.plusSeconds(seconds),
    };
    stage.common = [
      ...stage.common,
      ...enrolment(scene.alice, people.bob, scene.at(60), { profile: bobIs }),
      ...enrolment(scene.alice, people.carol, scene.at(120)),
      ...(before?.(scene.alice, scene) ?? []),
    ];
    await refusesFalseCertificate(judge, stage, lie(by(scene), scene), act(scene.alice, scene));
  });
}
