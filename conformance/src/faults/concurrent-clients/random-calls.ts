import type { Profile } from '@parsec-spec/spec/stories';
import type { Judge } from '../../judge/judge.ts';
import type { Random } from '../../people/random.ts';
import { type Call, calls } from '../organization/client-calls.ts';
import type { Actor, TestOrganization } from '../organization/test-organization.ts';

/** The relative frequency of each kind of call, by the theme of a workload. */
export const themes = {
  members: { write: 6, read: 4 },
  invitations: { write: 1, read: 1, invite: 8 },
  greetings: { invite: 2, greet: 14 },
  everything: { write: 3, read: 2, invite: 3, greet: 3 },
  freezes: { write: 3, read: 4, invite: 3, freeze: 3 },
  expiry: { write: 3, read: 3, invite: 3, expire: 2 },
} as const;

export type Theme = keyof typeof themes;

/** Users that clients compete to create. A twin has the same email address. */
const NEW_USERS = ['carl', 'carl-twin', 'cora', 'cora-twin', 'dave', 'dora', 'emil', 'emma', 'fred', 'gina'];
const INVITED = ['carl@example.com', 'cora@example.com', 'yves@example.com', 'zoe@example.com'];
/**
 * Invited addresses. There are several, because many overlapping calls on one make the search long.
 */
const CLAIMERS = ['vera', 'walt', 'xenia', 'yves', 'zoe'].map((name) => `${name}@example.com`);
const PROFILES: readonly Profile[] = ['ADMIN', 'STANDARD', 'OUTSIDER'];

/** Makes a random call. Few subjects are used, so that the calls of clients conflict. */
export function randomCall(theme: Theme, organization: TestOrganization, judge: Judge, random: Random): Call {
  /** A random element, or `otherwise` of an empty list. */
  const pick = <T>(list: readonly T[], otherwise: T): T =>
    list[random.below(Math.max(1, list.length))] ?? otherwise;
  const actors = [...organization.devices.values()];
  const actor = pick(actors, organization.actor('alice'));
  const users = [...new Set(actors.map(({ caller }) => caller.user))];
  // A quarter of the certificates are dated early, so that they may arrive after later ones.
  const earlyMs = pick([0, 0, 0, 1 + random.below(50)], 0);
  const make = calls(organization, judge, () => judge.now().plus(-1000 * earlyMs));
  const read = (): Call =>
    pick<() => Call>(
      [
        () => make.certificates(actor),
        () => make.certificates(actor),
        () => make.read(actor, 'invite_list'),
        () => make.read(actor, 'organization_info'),
      ],
      () => make.certificates(actor),
    )();
  const kinds = {
    read,
    write(): Call {
      const newUser = pick(NEW_USERS, 'carl');
      const profile = pick(PROFILES, 'STANDARD');
      // Alice stays ADMIN.
      const other = pick(
        users.filter((user) => user !== 'alice'),
        'bob',
      );
      const create = () => make.create(actor, newUser, profile);
      const addDevice = () => make.addDevice(actor, `tablet-${random.below(6)}`);
      const change = [() => make.update(actor, other, profile), () => make.revoke(actor, other)];
      return pick([create, create, addDevice, ...change], create)();
    },
    invite(): Call {
      const token = pick([...organization.tokens.keys()].slice(-4), undefined);
      const inviteUser = () => make.inviteUser(actor, pick(INVITED, 'zoe@example.com'));
      const aboutToken =
        token === undefined
          ? []
          : [
              () => make.end(actor, 'invite_cancel', token),
              () => make.end(actor, 'invite_complete', token),
              () => make.info(token),
            ];
      const others = [() => make.inviteDevice(actor), () => make.read(actor, 'invite_list')];
      return pick([inviteUser, inviteUser, ...others, ...aboutToken], inviteUser)();
    },
    freeze(): Call {
      const idle = users.filter((user) => !organization.administered.has(user));
      const frozen = idle.filter((user) => organization.frozen.has(user));
      // Half of the calls lift a freeze, so that few users are frozen at a time.
      const user = pick(pick([frozen, idle], idle), undefined);
      return user === undefined ? read() : make.freeze(user, !organization.frozen.has(user));
    },
    expire: (): Call =>
      organization.administered.has(organization.id) ? read() : make.expire(!organization.expired),
    greet: (): Call => nextMove(organization, make, actor, pick),
  };
  const weights = Object.entries(themes[theme]) as [keyof typeof kinds, number][];
  return kinds[
    pick(
      weights.flatMap(([kind, weight]) => Array<keyof typeof kinds>(weight).fill(kind)),
      'read',
    )
  ]();
}

/** Makes a move of either side on one of the latest attempts, mostly at its current step. */
function nextMove(
  { tokens, attempts, devices }: TestOrganization,
  make: ReturnType<typeof calls>,
  actor: Actor,
  pick: <T>(list: readonly T[], otherwise: T) => T,
): Call {
  const pending = [...tokens.keys()].filter((token) => tokens.get(token));
  const token = pick(pending.slice(-3), undefined);
  if (token === undefined) return make.inviteUser(actor, pick(CLAIMERS, 'zoe@example.com'));
  const recent = attempts.filter((one) => tokens.get(one.token)).slice(-3);
  const attempt = pick([...recent, ...recent, undefined], undefined);
  const greeting = attempt ?? { token, greeter: actor.caller.user };
  const own = [...devices.values()].filter(({ caller }) => caller.user === greeting.greeter);
  const side = pick([pick(own, actor), undefined], undefined);
  const start = () => make.greet(greeting, side, { move: 'start' });
  if (attempt === undefined) return start();
  const { name, step } = attempt;
  const stepTo = (to: number) => () =>
    make.greet(greeting, side, { move: 'step', attempt: name, step: Math.min(to, 8) });
  const cancel = () =>
    make.greet(greeting, side, { move: 'cancel', attempt: name, reason: 'MANUALLY_CANCELLED' });
  return pick(
    [...Array<() => Call>(12).fill(stepTo(step)), stepTo(0), stepTo(step + 1), start, start, cancel],
    start,
  )();
}
