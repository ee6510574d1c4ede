import type { Judge } from '../judge/judge.ts';
import type { Caller } from '../model/calls.ts';
import { listInvitations } from '../vocabulary/actions/invitations.ts';
import { certificatesOf } from '../vocabulary/observations/organization.ts';
import type { Fields } from '../wire/values.ts';
import { devicesOf, expectedAccess, type KnownState } from './known-state.ts';
import { formatInvitation, type ObservedState } from './observed-state.ts';
import type { Actor, TestOrganization } from './organization/test-organization.ts';

/**
 * Reads the observable state of an organization.
 *
 * @param known - its known state, whose devices make the calls
 * @param strangers - further devices that call it
 */
export async function readObservedState(
  judge: Judge,
  organization: TestOrganization,
  known: KnownState,
  strangers: readonly Caller[] = [],
): Promise<ObservedState> {
  const { id } = organization;
  const settings = await settingsOf(judge, id);
  const devices = devicesOf(known);
  const [reader] = devices;
  if (reader === undefined || settings?.bootstrapped !== true)
    return { settings, users: null, figures: null, certificates: null, invitations: null, doors: null };
  const access = await accessOf(judge, organization, [...devices, ...strangers]);
  // A reader that is refused can read nothing. `expectedState` has null then too.
  const isServed = access[reader.device] === 'ok' && expectedAccess(known, reader) === 'ok';
  const actor = isServed ? organization.actor(reader.user, reader.device) : undefined;
  return {
    settings,
    users: await usersOf(judge, id),
    figures: await statisticsOf(judge, id),
    certificates: actor ? await certificateNames(judge, organization, actor) : null,
    invitations: actor ? await invitationsOf(judge, organization, actor) : null,
    doors: access,
  };
}

async function settingsOf(judge: Judge, id: string): Promise<ObservedState['settings']> {
  const exchange = await judge.administration.get(id, { label: 'settings' });
  if (exchange.status === 404) return null;
  const fields = judge.expect.json(exchange, 200, 'the settings');
  return {
    bootstrapped: fields.is_bootstrapped,
    expired: fields.is_expired,
    limit: fields.active_users_limit,
    outsiders: fields.user_profile_outsider_allowed,
    terms: fields.tos === null ? null : Object(fields.tos).per_locale_urls,
  };
}

async function usersOf(judge: Judge, id: string): Promise<readonly string[]> {
  const exchange = await judge.administration.users(id, { label: 'users' });
  const users = judge.expect.list(judge.expect.json(exchange), 'users', exchange);
  return users
    .map((user) => `${Object(user).user_email}${Object(user).frozen === true ? ' frozen' : ''}`)
    .sort();
}

/** The statistics of the organization: its own, and its row in the statistics of the server. */
async function statisticsOf(judge: Judge, id: string): Promise<ObservedState['figures']> {
  const exchange = await judge.administration.stats(id, { label: 'figures' });
  const own = judge.expect.json(exchange, 200, 'the figures');
  const all = await judge.administration.serverStats('format=json', { label: 'figures of all' });
  const counted = (fields: Fields) => `${fields.users} users, ${fields.active_users} of them active`;
  // A server may not have the statistics of the server.
  if (all.status !== 200) return { own: counted(own), among: counted(own) };
  const rows = judge.expect.list(judge.expect.json(all), 'stats', all);
  const among: Fields = Object(rows.find((row) => Object(row).organization_id === id));
  return { own: counted(own), among: counted(among) };
}

async function certificateNames(
  judge: Judge,
  organization: TestOrganization,
  actor: Actor,
): Promise<readonly string[]> {
  const { common } = await certificatesOf(judge, actor);
  return common.map((bytes) => {
    const { name, redacted } = organization.certificate(bytes);
    return redacted ? `${name}, redacted` : name;
  });
}

async function invitationsOf(
  judge: Judge,
  organization: TestOrganization,
  actor: Actor,
): Promise<readonly string[]> {
  const items = await listInvitations(judge, actor, 'invitations');
  return items
    .map(({ claimer_email, status, token }) =>
      formatInvitation({
        about: typeof claimer_email === 'string' ? claimer_email : actor.caller.user,
        status: String(status),
        token: organization.knownToken(token),
      }),
    )
    .sort();
}

/** The answer to a call of each device. */
async function accessOf(
  judge: Judge,
  organization: TestOrganization,
  devices: readonly Caller[],
): Promise<Readonly<Record<string, string | number>>> {
  const access: Record<string, string | number> = {};
  for (const { user, device: label } of devices) {
    const author = organization.actor(user, label);
    const answer = await judge.rpc.authenticated(author, { cmd: 'organization_info' }, { label });
    access[label] = answer.replyStatus ?? answer.status;
  }
  return access;
}
