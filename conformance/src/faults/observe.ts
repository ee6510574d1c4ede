import { listInvitations } from '../case/actions/invitations.ts';
import type { Judge } from '../case/judge.ts';
import { certificatesOf } from '../case/observations/organization.ts';
import type { Author } from '../case/rpc.ts';
import type { Device } from '../people/cast.ts';
import type { Fields } from '../wire/values.ts';
import { expectedAccess, type KnownState } from './known-state.ts';
import { formatInvitation, type ObservedState } from './observed-state.ts';

/**
 * Reads the observable state of an organization.
 *
 * @param known - the organization and its devices, which make the calls
 * @param strangers - further devices that call it
 */
export async function observe(
  judge: Judge,
  known: KnownState,
  strangers: readonly Device[] = [],
): Promise<ObservedState> {
  const settings = await settingsOf(judge, known.id);
  const [reader] = known.users;
  if (reader === undefined || settings?.bootstrapped !== true)
    return { settings, users: null, figures: null, certificates: null, invitations: null, doors: null };
  const access = await accessOf(judge, known, strangers);
  const [device] = reader.devices;
  // A reader that is refused can read nothing. `expectedState` has null then too.
  const isServed =
    device !== undefined && access[device.label] === 'ok' && expectedAccess(known, reader) === 'ok';
  const author = isServed ? { organization: known.id, device } : undefined;
  return {
    settings,
    users: await usersOf(judge, known.id),
    figures: await statisticsOf(judge, known.id),
    certificates: author ? ((await certificatesOf(judge, author)).common as Uint8Array[]) : null,
    invitations: author ? await invitationsOf(judge, known, author) : null,
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

async function invitationsOf(judge: Judge, known: KnownState, author: Author): Promise<readonly string[]> {
  const tokens = new Set(known.invitations.map(({ token }) => token));
  const items = await listInvitations(judge, author, 'invitations');
  return items
    .map(({ claimer_email, status, token }) => {
      const hex = Buffer.from(token instanceof Uint8Array ? token : []).toString('hex');
      return formatInvitation({
        claimer: typeof claimer_email === 'string' ? claimer_email : null,
        status: String(status),
        token: tokens.has(hex) ? hex : undefined,
      });
    })
    .sort();
}

/** The answer to a call of each device. */
async function accessOf(
  judge: Judge,
  known: KnownState,
  strangers: readonly Device[],
): Promise<Readonly<Record<string, string | number>>> {
  const access: Record<string, string | number> = {};
  for (const device of [...known.users.flatMap(({ devices }) => devices), ...strangers]) {
    const author = { organization: known.id, device };
    const answer = await judge.rpc.authenticated(
      author,
      { cmd: 'organization_info' },
      { label: device.label },
    );
    access[device.label] = answer.replyStatus ?? answer.status;
  }
  return access;
}

/** Reads the token, in hex, of the one invitation of this claimer whose token is not in `known`. */
export async function learnToken(judge: Judge, known: KnownState, claimer: string | null): Promise<string> {
  const tokens = new Set(known.invitations.map(({ token }) => token));
  const [device] = known.users[0]?.devices ?? [];
  if (device === undefined) throw new Error('an invitation in an organization without devices');
  const items = await listInvitations(
    judge,
    { organization: known.id, device },
    'the token whose reply was lost',
  );
  const unknown = items.flatMap(({ claimer_email, token }) => {
    const hex = Buffer.from(token instanceof Uint8Array ? token : []).toString('hex');
    return (claimer_email ?? null) === claimer && !tokens.has(hex) ? [hex] : [];
  });
  judge.expect.equal(unknown.length, 1, 'invitations with an unknown token');
  return unknown[0] ?? '';
}
