import type { ClientJudge } from '../judge/client-judge.ts';
import {
  type DatedCertificate,
  enrolment,
  profileChange,
  revocation,
  signedDevice,
  signedUser,
} from '../people/dated-certificates.ts';
import { type SimulatedOrganization, simulateOrganization } from './simulated-organization.ts';

const hidden = { fields: { human_handle: null } };
const unlabelled = { fields: { device_label: null } };

/** Changes of Bob's profile to and from OUTSIDER, as name, profile before, profile after. */
export const profileSwitches = [
  ['to-outsider', 'STANDARD', 'OUTSIDER'],
  ['from-outsider', 'OUTSIDER', 'STANDARD'],
] as const;

/** A client of Bob, whose profile changes to or from OUTSIDER. */
export interface ProfileSwitch {
  readonly simulated: SimulatedOrganization;
  /** Time of the last certificate before the change. */
  readonly later: DatedCertificate['at'];
  /** The certificate of the change. */
  readonly change: DatedCertificate;
  /** Changes the profile: the server then serves the history in its other form. */
  switch(): void;
}

/**
 * Lets Bob's client fetch the certificates before the profile of Bob changes. OUTSIDERs are served
 * redacted certificates. Carol was enrolled and then revoked.
 *
 * @param before - runs before the first log-in
 */
export async function beforeProfileSwitch(
  judge: ClientJudge,
  from: string,
  to: string,
  before: (simulated: SimulatedOrganization) => void = () => undefined,
): Promise<ProfileSwitch> {
  const bob = judge.cast.person('bob');
  const carol = judge.cast.person('carol');
  const simulated = await simulateOrganization(judge, { owner: bob, ownerSince: 60, profile: from });
  const { root, founder, bootstrappedAt, alice } = simulated;
  const at = (seconds: number) => bootstrappedAt.plusSeconds(seconds);
  const revoked = revocation(founder, carol, at(100));
  const redacted = [
    signedUser(root, alice, bootstrappedAt, { profile: 'ADMIN', change: hidden }),
    signedDevice(root, alice, bootstrappedAt, { change: unlabelled }),
    signedUser(founder, bob, at(60), { profile: from, change: hidden }),
    signedDevice(founder, bob, at(60), { change: unlabelled }),
    ...simulated.ownCertificates(unlabelled),
    signedUser(founder, carol, at(90), { change: hidden }),
    signedDevice(founder, carol, at(90), { change: unlabelled }),
    revoked,
  ];
  const full = [
    ...enrolment(root, alice, bootstrappedAt, { profile: 'ADMIN' }),
    ...enrolment(founder, bob, at(60), { profile: from }),
    ...simulated.ownCertificates(),
    ...enrolment(founder, carol, at(90)),
    revoked,
  ];
  simulated.common = from === 'OUTSIDER' ? redacted : full;
  before(simulated);
  judge.expectOk(await simulated.logIn(), 'a log-in before the change');
  const change = profileChange(founder, bob, at(120), to);
  return {
    ...{ simulated, later: revoked.at, change },
    switch: () => {
      simulated.common = [...(to === 'OUTSIDER' ? redacted : full), change];
    },
  };
}
