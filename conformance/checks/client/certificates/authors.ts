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
import type { Person } from '../../../src/people/cast.ts';
import type { Instant } from '../../../src/wire/values.ts';

/**
 * The members of the organization. Alice founds it, and enrols Bob after 60 s and Carol after 120
 * s. Dave is not enrolled.
 */
interface Fixture {
  readonly alice: Signer;
  readonly bob: Signer;
  readonly stranger: Signer;
  readonly people: { readonly bob: Person; readonly carol: Person; readonly dave: Person };
  /** The time so many seconds after the foundation. */
  readonly at: (seconds: number) => Instant;
}

/** Makes the certificates of one action, signed by `author`. */
type Act = (author: Signer, fixture: Fixture) => readonly DatedCertificate[];
const signer = ({ device: { id, key } }: Pick<Person, 'device'>): Signer => ({ id, key });
const creates: Act = (author, { people, at }) => enrolment(author, people.dave, at(300));
const revokes: Act = (author, { people, at }) => [revocation(author, people.carol, at(300))];
const promotes: Act = (author, { people, at }) => [profileChange(author, people.carol, at(300), 'ADMIN')];
const revokesBob: Act = (author, { people, at }) => [revocation(author, people.bob, at(300))];
const demotesBob: Act = (author, { people, at }) => [profileChange(author, people.bob, at(300), 'STANDARD')];
const bobIsRevoked: Act = (alice, { people, at }) => [revocation(alice, people.bob, at(200))];
const bobIsDemoted: Act = (alice, { people, at }) => [profileChange(alice, people.bob, at(200), 'STANDARD')];
const bob = (fixture: Fixture) => fixture.bob;

/** Each case replaces a certificate that Alice may sign with one signed by someone who may not. */
const forgeries: readonly {
  readonly rule: RequirementId;
  readonly case: string;
  /** Bob's profile. Default: ADMIN. */
  readonly bobIs?: string;
  /** Makes certificates that precede the action. Alice signs them. */
  readonly before?: Act;
  /** The signer of the forged certificates. */
  readonly by: (fixture: Fixture) => Signer;
  /** The action. It is valid if Alice signs it. */
  readonly act: Act;
  /** The forged action, if more than the signer differs. */
  readonly forged?: Act;
}[] = [
  {
    rule: 'client-certificates/author-known',
    case: 'stranger-creates-a-user',
    by: (fixture) => fixture.stranger,
    act: creates,
  },
  {
    rule: 'client-certificates/author-known',
    case: 'stranger-revokes-a-user',
    by: (fixture) => fixture.stranger,
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
    forged: (dave, { alice, people, at, ...fixture }) => [
      ...revokes(dave, { alice, people, at, ...fixture }),
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
    forged: (author, { people, at }) => enrolment(author, people.dave, at(30)),
  },
  {
    rule: 'client-certificates/author-older',
    case: 'dated-like-its-author',
    by: bob,
    act: creates,
    forged: (author, { people, at }) => enrolment(author, people.dave, at(60)),
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
    forged: (author, { alice, people, at }) => [
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
    forged: (author, { people, at }) => [
      signedDevice(author, people.carol, at(300), { device: people.dave.device }),
    ],
  },
  {
    rule: 'client-certificates/author-not-revoked',
    case: 'adds-a-device',
    before: bobIsRevoked,
    by: bob,
    act: creates,
    forged: (author, { people, at }) => [
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

for (const { rule, case: name, bobIs = 'ADMIN', before, by, act, forged = act } of forgeries) {
  verifiesClient(rule, { case: name }, async (judge) => {
    const people = {
      bob: judge.cast.person('bob'),
      carol: judge.cast.person('carol'),
      dave: judge.cast.person('dave'),
    };
    const simulated = await simulateOrganization(judge);
    const fixture: Fixture = {
      alice: simulated.founder,
      bob: signer(people.bob),
      stranger: signer({ device: judge.cast.device('nobody-knows') }),
      people,
      at: (seconds) => simulated.founded.plusSeconds(seconds),
    };
    simulated.common = [
      ...simulated.common,
      ...enrolment(fixture.alice, people.bob, fixture.at(60), { profile: bobIs }),
      ...enrolment(fixture.alice, people.carol, fixture.at(120)),
      ...(before?.(fixture.alice, fixture) ?? []),
    ];
    await refusesFalseCertificate(
      judge,
      simulated,
      forged(by(fixture), fixture),
      act(fixture.alice, fixture),
    );
  });
}
