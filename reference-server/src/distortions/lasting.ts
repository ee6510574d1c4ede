import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Call, Reply } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { administer } from './administer.ts';
import { type Asked, certificateIn, isOk, readAsked } from './asked.ts';
import { distortion, whole } from './bend.ts';
import { hexOf, tokenIn, tokenOf } from './invitation-memory.ts';
import { KnownMembers, type KnownUser } from './known-members.ts';
import {
  deviceIn,
  isOfDevice,
  jsonIn,
  operationIn,
  organizationIn,
  placeOf,
  refusing,
  retoldReply,
  saying,
} from './look.ts';

/** A call with its answer, and what a broken server knows after it. */
interface Answered {
  readonly call: Call;
  readonly reply: Reply;
  readonly asked: Asked | undefined;
  readonly organization: string;
  readonly members: KnownMembers;
  /** The user whose profile the call changed. */
  readonly changed: KnownUser | undefined;
  /** The body of an administration call that was served. */
  readonly administered: Record<string, unknown> | undefined;
}

/** The freeze or unfreeze that a call made, and the selector that it used. */
const freezeIn = ({ call, reply, administered }: Answered) => {
  if (operationIn(call) !== 'users/freeze' || administered === undefined) return undefined;
  const id = String(jsonIn(String(reply.body))?.user_id);
  return { id, frozen: administered.frozen === true, by: 'user_email' in administered ? 'email' : 'id' };
};

type Administer = (path: string, body: object) => Promise<void>;

/** A distortion that sees every call with its answer; `make` gives each server its own memory. */
const bendAnswered = (
  requirement: RequirementId,
  how: string,
  make: (administer: Administer) => (answered: Answered) => Promise<Reply> | Reply,
): Distortion =>
  distortion(requirement, how, (handle, config) => {
    const members = new KnownMembers();
    const bend = make((path, body) => administer(handle, config, 'POST', path, body));
    return async (call) => {
      const known = await whole(call);
      const { asked } = await readAsked(known, handle);
      const reply = await handle(known);
      const changed = asked === undefined ? undefined : members.learn(asked, reply);
      const isServed = placeOf(call) === 'administration' && reply.status === 200;
      const administered = isServed ? jsonIn(known.bytes) : undefined;
      const organization = organizationIn(call);
      return bend({ call, reply, asked, organization, members, changed, administered });
    };
  });

/** Unfreezes the users that `when` names. */
const thaws = (
  how: string,
  when: (answered: Answered, frozen: ReadonlyMap<string, string>) => readonly string[],
): Distortion =>
  bendAnswered('user_freeze/lasts-until-unfrozen', how, (call) => {
    const frozen = new Map<string, string>();
    return async (answered) => {
      const { organization, reply } = answered;
      const freeze = freezeIn(answered);
      if (freeze?.frozen === true) frozen.set(`${organization} ${freeze.id}`, freeze.by);
      if (freeze?.frozen === false) frozen.delete(`${organization} ${freeze.id}`);
      for (const user_id of when(answered, frozen)) {
        if (!frozen.has(`${organization} ${user_id}`)) continue;
        await call(`${organization}/users/freeze`, { user_id, frozen: false });
      }
      return reply;
    };
  });

const thawsAtChange = (how: string, when: (user: KnownUser, by: string | undefined) => boolean): Distortion =>
  thaws(how, ({ changed, organization }, frozen) =>
    changed !== undefined && when(changed, frozen.get(`${organization} ${changed.id}`)) ? [changed.id] : [],
  );

/** The frozen users of an organization. */
const allOf = (organization: string, frozen: ReadonlyMap<string, string>): readonly string[] =>
  [...frozen.keys()]
    .filter((key) => key.startsWith(`${organization} `))
    .map((key) => key.split(' ')[1] ?? '');

const thawsAll = (how: string, when: (answered: Answered) => boolean): Distortion =>
  thaws(how, (answered, frozen) => (when(answered) ? allOf(answered.organization, frozen) : []));

/** No longer answers 462 on one route once the user's profile was changed. */
const served = (route: 'tos' | 'events' | 'authenticated'): Distortion =>
  bendAnswered('user_freeze/lasts-until-unfrozen', `served-on-${route}-after-a-change`, () => {
    return ({ call, reply, members, organization }) => {
      const user = members.ofDevice(organization, deviceIn(call));
      const isMeant = placeOf(call) === route && reply.status === 462 && (user?.changes ?? 0) > 0;
      return isMeant ? refusing(463) : reply;
    };
  });

/** Forgets the acceptance of the users that `forgets` names. Only the calls that are meant show it. */
const asksAgain = (
  how: string,
  forgets: (answered: Answered) => string | undefined,
  isMeant: (call: Call, user: KnownUser | undefined) => boolean = () => true,
): Distortion =>
  bendAnswered('tos_accept/lasts', how, () => {
    const accepted = new Set<string>();
    const forgotten = new Set<string>();
    return (answered) => {
      const { asked, reply, call, members, organization } = answered;
      const user = members.ofDevice(organization, deviceIn(call));
      const key = (id: string) => `${organization} ${id}`;
      if (asked?.command === 'tos_accept' && isOk(reply) && user !== undefined) {
        accepted.add(key(user.id));
        forgotten.delete(key(user.id));
      }
      const named = forgets(answered);
      if (named !== undefined && accepted.has(key(named))) forgotten.add(key(named));
      const isClosed = user !== undefined && forgotten.has(key(user.id)) && reply.status === 200;
      const isBehind = isOfDevice(call) && placeOf(call) !== 'tos';
      return isClosed && isBehind && isMeant(call, user) ? refusing(463) : reply;
    };
  });

const unfrozen = (answered: Answered): string | undefined => {
  const freeze = freezeIn(answered);
  return freeze?.frozen === false ? freeze.id : undefined;
};

/** Asks for the terms on devices that were added after the acceptance. */
const asksNewDevices = (how: string, when: (user: KnownUser) => boolean): Distortion =>
  bendAnswered('tos_accept/lasts', how, () => {
    const accepted = new Set<string>();
    const late = new Set<string>();
    return ({ asked, reply, call, members, organization }) => {
      const user = members.ofDevice(organization, deviceIn(call));
      if (user === undefined) return reply;
      const key = `${organization} ${user.id}`;
      const device = `${organization} ${deviceIn(call)}`;
      if (asked?.command === 'tos_accept' && isOk(reply)) {
        accepted.add(key);
        late.delete(device);
      }
      const added = certificateIn(asked?.request.device_certificate);
      const isNew = asked?.command === 'device_create' && isOk(reply) && accepted.has(key) && when(user);
      if (isNew && added?.type === 'device_certificate') late.add(`${organization} ${added.device_id.hex}`);
      const isBehind = isOfDevice(call) && placeOf(call) !== 'tos' && reply.status === 200;
      return isBehind && late.has(device) ? refusing(463) : reply;
    };
  });

/** Serves the users that `accepts` names as if they had accepted the terms. */
const acceptsFor = (how: string, accepts: (answered: Answered) => string | undefined): Distortion =>
  bendAnswered('tos_accept/unlocks-nobody-else', how, () => {
    const spared = new Set<string>();
    return (answered) => {
      const { reply, call, members, organization } = answered;
      const named = accepts(answered);
      if (named !== undefined) spared.add(`${organization} ${named}`);
      const user = members.ofDevice(organization, deviceIn(call));
      const isSpared = user !== undefined && spared.has(`${organization} ${user.id}`);
      return isSpared && reply.status === 463 ? saying({ status: 'ok' }) : reply;
    };
  });

/** Changes the sequester certificates that a reader gets. */
const sequester = (
  how: string,
  when: (user: KnownUser) => boolean,
  change: (certificates: readonly Uint8Array[]) => readonly Uint8Array[] = () => [],
): Distortion =>
  bendAnswered(
    'certificate_get/sequester-to-everyone',
    how,
    () =>
      ({ asked, reply, members, organization }) => {
        const user = members.ofDevice(organization, asked?.device ?? '');
        if (asked?.command !== 'certificate_get' || !isOk(reply) || user === undefined || !when(user))
          return reply;
        return retoldReply(reply, (fields) => ({
          ...fields,
          sequester_certificates: [...change(fields.sequester_certificates as Uint8Array[])],
        }));
      },
  );

/** Ends the pending invitations of a user who is frozen: in the lists, or under the token. */
const ends = (
  how: string,
  kind: 'user' | 'device',
  where: 'list' | 'token',
  when: (user: KnownUser | undefined, by: string) => boolean,
): Distortion =>
  bendAnswered('user_freeze/keeps-certificates', how, () => {
    const tokens = new Map<string, string>();
    const gone = new Set<string>();
    return (answered) => {
      const { asked, reply, members, organization, call } = answered;
      const owner = members.ofDevice(organization, deviceIn(call));
      if (asked?.command === `invite_new_${kind}` && owner !== undefined)
        tokens.set(hexOf(tokenIn(reply)), `${organization} ${owner.id}`);
      const freeze = freezeIn(answered);
      if (freeze?.frozen === true && when(members.ofId(organization, freeze.id), freeze.by))
        for (const [token, user] of tokens) if (user === `${organization} ${freeze.id}`) gone.add(token);
      if (where === 'token' && asked?.command === 'invite_info' && gone.has(tokenOf(asked)))
        return refusing(410);
      if (where === 'token' || asked?.command !== 'invite_list') return reply;
      const ended = (item: unknown) =>
        gone.has(hexOf(Object(item).token)) ? { ...Object(item), status: 'CANCELLED' } : item;
      return retoldReply(reply, (fields) => ({
        ...fields,
        invitations: [fields.invitations].flat().map(ended),
      }));
    };
  });

const profiles = ['ADMIN', 'STANDARD', 'OUTSIDER'] as const;
const words = (profile: string): string => profile.toLowerCase();

/** Breaks rules about freezes, acceptances and sequester certificates after a change, one case each. */
export const lastingDistortions: readonly Distortion[] = [
  ...profiles.flatMap((profile) => [
    thawsAtChange(`a-change-to-${words(profile)}-thaws`, (user) => user.profile === profile),
    thawsAtChange(
      `a-change-of-one-enrolled-as-${words(profile)}-thaws`,
      (user) => user.first === profile && user.changes > 1,
    ),
    asksAgain(
      `a-freeze-of-${words(profile)}-forgets-it`,
      unfrozen,
      (_, user) => user?.first === profile && user.changes === 0,
    ),
    asksAgain(`a-change-to-${words(profile)}-forgets-it`, ({ changed }) =>
      changed?.profile === profile ? changed.id : undefined,
    ),
    asksNewDevices(`new-devices-of-${words(profile)}-are-asked`, (user) => user.profile === profile),
    sequester(`not-to-${words(profile)}-by-a-change`, (user) => user.profile === profile && user.changes > 0),
    sequester(
      `not-to-enrolled-${words(profile)}`,
      (user) => user.profile === profile && user.changes === 0 && !user.isFounder,
    ),
    acceptsFor(`a-change-to-${words(profile)}-accepts`, ({ changed }) =>
      changed?.profile === profile ? changed.id : undefined,
    ),
    ends(
      `device-invitations-of-${words(profile)}-end`,
      'device',
      'list',
      (user) => user?.profile === profile,
    ),
  ]),
  thawsAtChange('a-change-thaws-those-frozen-by-email', (_, by) => by === 'email'),
  served('authenticated'),
  served('tos'),
  served('events'),
  thawsAll('a-thaw-thaws-all', (answered) => unfrozen(answered) !== undefined),
  thawsAll('a-lifted-expiry-thaws-all', ({ administered }) => administered?.is_expired === false),
  thawsAll('removed-terms-thaw-all', ({ administered }) => administered?.tos === null),
  thawsAll('another-limit-thaws-all', ({ administered }) => 'active_users_limit' in (administered ?? {})),
  thawsAll('a-revocation-thaws-all', ({ asked, reply }) => asked?.command === 'user_revoke' && isOk(reply)),
  asksAgain('a-freeze-forgets-it-on-events', unfrozen, (call) => placeOf(call) === 'events'),
  sequester('founders-only', (user) => !user.isFounder),
  sequester('not-to-changed-founders', (user) => user.isFounder && user.changes > 0),
  sequester(
    'another-byte-to-outsiders',
    ({ profile }) => profile === 'OUTSIDER',
    (all) => all.map((bytes) => bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte))),
  ),
  acceptsFor('a-thaw-accepts', unfrozen),
  ends('invitations-of-those-frozen-by-email-end', 'device', 'list', (_, by) => by === 'email'),
  ends('device-tokens-end', 'device', 'token', () => true),
  ends('user-invitations-end', 'user', 'list', () => true),
  ends('user-tokens-end', 'user', 'token', () => true),
];
