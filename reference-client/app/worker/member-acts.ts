import { changePassword, readSmallFile } from '@parsec-spec/reference-client/device-files';
import { cancelInvitation, greet, inviteDevice, inviteUser } from '@parsec-spec/reference-client/enrolment';
import { outsidersAllowed } from '@parsec-spec/reference-client/events';
import {
  explainGreeted,
  explainMember,
  explainSync,
  explainTerms,
  noOutsiders,
} from '@parsec-spec/reference-client/explain';
import { instant, syncCertificates } from '@parsec-spec/reference-client/journeys';
import { revokeUser, setProfile } from '@parsec-spec/reference-client/members';
import { bytesOfHex, hexOf, Uuid } from '@parsec-spec/spec/codec';
import type { UserProfile } from '@parsec-spec/spec/scalars';
import { callFailure, currentLogIn, type Result, reportGreeting, tell } from './environment.ts';
import { failure, openingFailure } from './failures.ts';
import { type GreetingAnswer, greetingOf, runGreeting } from './greeting.ts';
import { type Entered, follow, type OrganizationState } from './organization.ts';
import { type TermsLinks, TermsReading } from './terms-reading.ts';

/** The terms of service that are shown. */
let reading: TermsReading | undefined;

/** Follows an organization from a log-in on. Its changes are reported. */
export const followOrganization = (entered: Entered): Promise<OrganizationState> =>
  follow(entered, (state) => tell({ report: 'organization', state }));

/** What the page can ask for while a device is logged in, and during greetings. */
export const memberActs = {
  /** Invites a person; without an address another device of this user. The server may mail the link. */
  async invite({
    email,
    sendMail,
  }: {
    email: string | undefined;
    sendMail: boolean;
  }): Promise<Result<{ token: string; link: string; mail: string | undefined }>> {
    const { session: inviter } = currentLogIn();
    const invited =
      email === undefined
        ? await inviteDevice(inviter, sendMail)
        : await inviteUser(inviter, email, sendMail);
    if (invited.outcome !== 'invited')
      return callFailure(inviter.device.server_url, invited, explainMember(invited));
    return { ok: true, token: hexOf(invited.token), link: invited.httpLink, mail: invited.mail };
  },

  /** Ends an invitation: its link no longer works. */
  async cancelInvitation(token: string): Promise<Result> {
    const { session } = currentLogIn();
    const ended = await cancelInvitation(session, bytesOfHex(token));
    if (ended.outcome === 'cancelled') return { ok: true };
    return callFailure(session.device.server_url, ended, explainMember(ended));
  },

  /** Greets the holder of an invitation. Its questions are reports. */
  async greet(token: string): Promise<Result<{ joined: string }>> {
    const { session: greeter } = currentLogIn();
    const ended = await runGreeting('greeter', token, reportGreeting, ({ person, pace }) =>
      greet({ session: greeter, token: bytesOfHex(token), person, pace }),
    );
    if (ended.outcome !== 'greeted')
      return callFailure(greeter.device.server_url, ended, explainGreeted(ended));
    const { handle, deviceLabel, profile } = ended.newcomer;
    const joined =
      ended.type === 'USER'
        ? `${handle[1]} <${handle[0]}> joined as ${profile}, on ${deviceLabel}.`
        : `Your device ${deviceLabel} is added.`;
    return { ok: true, joined };
  },

  /** The answer of the person to what a greeting asked. */
  async answer({
    key,
    number,
    given,
  }: {
    key: string;
    number: number;
    given: GreetingAnswer;
  }): Promise<void> {
    greetingOf(key)?.answer(number, given);
  },

  /** Ends a greeting, and tells the other side. */
  async stopGreeting(key: string): Promise<void> {
    greetingOf(key)?.stop();
  },

  /** Changes the profile of a user. Null: revokes the user. */
  async changeMember({ id, profile }: { id: string; profile: UserProfile | null }): Promise<Result> {
    const { session } = currentLogIn();
    const user = Uuid.of(bytesOfHex(id));
    if (profile === 'OUTSIDER' && !(await outsidersAllowed(session)))
      return failure('no-outsiders', noOutsiders);
    const ended =
      profile === null ? await revokeUser(session, user) : await setProfile(session, user, profile);
    if (ended.outcome === 'done') return { ok: true };
    return callFailure(session.device.server_url, ended, explainMember(ended));
  },

  /** Changes the password of the device that is logged in. */
  async changePassword({ current, next }: { current: string; next: string }): Promise<Result> {
    const { session, path } = currentLogIn();
    const changed = await changePassword({
      crypto: session.crypto,
      path,
      current: { kind: 'password', password: current },
      password: next,
      now: instant(session),
    });
    if (!changed.ok) return openingFailure(changed.reason);
    changed.plain.fill(0);
    return { ok: true };
  },

  /** The sealed file of the device that is logged in, to be saved elsewhere. */
  async ownFile(): Promise<Result<{ bytes: Uint8Array }>> {
    const read = await readSmallFile(currentLogIn().path);
    return read.ok ? read : openingFailure(read.reason);
  },

  /** The terms of service that wait for this user, and nothing if none do. */
  async terms(): Promise<Result<{ links: TermsLinks | undefined }>> {
    const { session } = currentLogIn();
    reading ??= new TermsReading(session);
    const step = await reading.next();
    if (step.outcome === 'shown') return { ok: true, links: step.links };
    reading = undefined;
    if (step.outcome === 'no-terms') return { ok: true, links: undefined };
    if (step.outcome === 'accepted') throw new TypeError('nobody has accepted');
    return callFailure(session.device.server_url, step, explainTerms(step));
  },

  /** Accepts the terms that were shown, and enters the organization. */
  async acceptTerms(): Promise<Result<{ state: OrganizationState }>> {
    const { session } = currentLogIn();
    const step = (await reading?.accept()) ?? { outcome: 'no-terms' };
    if (step.outcome === 'shown')
      return failure('replaced', {
        message: 'the terms were replaced in the meantime',
        hint: 'read the new ones',
      });
    reading = undefined;
    if (step.outcome !== 'accepted' && step.outcome !== 'no-terms')
      return callFailure(session.device.server_url, step, explainTerms(step));
    const synced = await syncCertificates(session);
    if (synced.outcome !== 'synced')
      return callFailure(session.device.server_url, synced, explainSync(synced));
    return { ok: true, state: await followOrganization({ ...synced, session, contradictions: [] }) };
  },
};
