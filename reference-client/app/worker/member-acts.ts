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
import { acceptTerms, instant, syncCertificates } from '@parsec-spec/reference-client/journeys';
import { revokeUser, setProfile } from '@parsec-spec/reference-client/members';
import { bytesOfHex, hexOf, Uuid } from '@parsec-spec/spec/codec';
import type { UserProfile } from '@parsec-spec/spec/scalars';
import { calledFailure, loggedIn, type Result, tell, tellGreeting } from './environment.ts';
import { type GreetingAnswer, greetingOf, running } from './greeting.ts';
import { type Entered, follow, type OrganizationState } from './organization.ts';
import { failure, openingFailure } from './words.ts';

/** Follows an organization from a log-in on. Its changes are reported. */
export const followed = (entered: Entered): Promise<OrganizationState> =>
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
    const { session: inviter } = loggedIn();
    const invited =
      email === undefined
        ? await inviteDevice(inviter, sendMail)
        : await inviteUser(inviter, email, sendMail);
    if (invited.outcome !== 'invited')
      return calledFailure(inviter.device.server_url, invited, explainMember(invited));
    return { ok: true, token: hexOf(invited.token), link: invited.httpLink, mail: invited.mail };
  },

  /** Ends an invitation: its link no longer works. */
  async cancelInvitation(token: string): Promise<Result> {
    const { session } = loggedIn();
    const ended = await cancelInvitation(session, bytesOfHex(token));
    if (ended.outcome === 'cancelled') return { ok: true };
    return calledFailure(session.device.server_url, ended, explainMember(ended));
  },

  /** Greets the holder of an invitation. Its questions are reports. */
  async greet(token: string): Promise<Result<{ joined: string }>> {
    const { session: greeter } = loggedIn();
    const ended = await running('greeter', token, tellGreeting, ({ person, pace }) =>
      greet({ session: greeter, token: bytesOfHex(token), person, pace }),
    );
    if (ended.outcome !== 'greeted')
      return calledFailure(greeter.device.server_url, ended, explainGreeted(ended));
    const { handle, deviceLabel, profile } = ended.newcomer;
    const joined =
      ended.type === 'USER'
        ? `${handle[1]} <${handle[0]}> joined as ${profile}, on ${deviceLabel}.`
        : `Your device ${deviceLabel} is added.`;
    return { ok: true, joined };
  },

  /** The answer of the person to what a greeting asked. */
  async answer({ key, given }: { key: string; given: GreetingAnswer }): Promise<void> {
    greetingOf(key)?.answer(given);
  },

  /** Ends a greeting, and tells the other side. */
  async stopGreeting(key: string): Promise<void> {
    greetingOf(key)?.stop();
  },

  /** Changes the profile of a user. Null: revokes the user. */
  async changeMember({ id, profile }: { id: string; profile: UserProfile | null }): Promise<Result> {
    const { session } = loggedIn();
    const user = Uuid.of(bytesOfHex(id));
    if (profile === 'OUTSIDER' && !(await outsidersAllowed(session)))
      return failure('no-outsiders', noOutsiders);
    const ended =
      profile === null ? await revokeUser(session, user) : await setProfile(session, user, profile);
    if (ended.outcome === 'done') return { ok: true };
    return calledFailure(session.device.server_url, ended, explainMember(ended));
  },

  /** Changes the password of the device that is logged in. */
  async changePassword({ current, next }: { current: string; next: string }): Promise<Result> {
    const { session, path } = loggedIn();
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
    const read = await readSmallFile(loggedIn().path);
    return read.ok ? read : openingFailure(read.reason);
  },

  /** The terms of service that wait for this user, and nothing if none do. */
  async terms(): Promise<Result<{ links: Readonly<Record<string, string>> | undefined }>> {
    const { session } = loggedIn();
    const ended = await acceptTerms(session, async () => false);
    if (ended.outcome === 'declined') return { ok: true, links: ended.terms.per_locale_urls };
    if (ended.outcome === 'no-terms') return { ok: true, links: undefined };
    if (ended.outcome === 'accepted') throw new TypeError('nobody has accepted');
    return calledFailure(session.device.server_url, ended, explainTerms(ended));
  },

  /** Accepts the terms if they are still those that were shown, and enters the organization. */
  async acceptTerms(shown: Readonly<Record<string, string>>): Promise<Result<{ state: OrganizationState }>> {
    const { session } = loggedIn();
    const isShown = (links: Readonly<Record<string, string>>): boolean =>
      JSON.stringify(links) === JSON.stringify(shown);
    const ended = await acceptTerms(session, async ({ per_locale_urls }) => isShown(per_locale_urls));
    if (ended.outcome === 'declined')
      return failure('replaced', {
        message: 'the terms were replaced in the meantime',
        hint: 'read the new ones',
      });
    if (ended.outcome !== 'accepted' && ended.outcome !== 'no-terms')
      return calledFailure(session.device.server_url, ended, explainTerms(ended));
    const synced = await syncCertificates(session);
    if (synced.outcome !== 'synced')
      return calledFailure(session.device.server_url, synced, explainSync(synced));
    return { ok: true, state: await followed({ ...synced, session, contradictions: [] }) };
  },
};
