import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from '@parsec-spec/reference-server/core';
import { accountStream, type JournalRecord } from '@parsec-spec/reference-server/journal';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { type BrokenServer, changed, never } from './broken-journals.ts';
import type { NodeDefect } from './broken-node.ts';
import { holds } from './broken-requests.ts';
import { deviceIn, wrapped } from './wrapped-servers.ts';

const same = 'durability/nodes-know-the-same';
const winner = 'durability/nodes-have-one-winner';
const shutOut = 'durability/shut-out-on-every-node';
const clocks = 'durability/skewed-clock-is-told';

const without = (name: string, breaks: RequirementId, ...omit: readonly RequirementId[]): BrokenServer => ({
  name,
  breaks,
  nodeDefect: { server: { omit } },
});

/** Overwrites a record of this kind that another node has written first. */
const overwriting = (kind: JournalRecord['record']): NodeDefect =>
  changed((right, store) => {
    const own = right.append.bind(right);
    return {
      append: async (entry) =>
        holds(entry, kind)
          ? await right.reach(
              () => store.append({ ...entry, version: store.version(entry.organization) }),
              true,
            )
          : await own(entry),
    };
  });

const isOut = ({ status }: Reply): boolean => status === 461 || status === 462;

/** Servers whose nodes fail to coordinate in one respect. */
export const brokenRivals: readonly BrokenServer[] = [
  without('accepts tokens of invitations that another node ended', same, 'authentication/invitation-deleted'),
  without('accepts links that another node replaced', same, 'organization_bootstrap/token-right'),
  without(
    'creates an organization that another node bootstrapped',
    same,
    'organization_create/bootstrapped-is-refused',
  ),
  without('ignores addresses of users of another node', same, 'user_create/email-free'),
  without('invites a user whom another node enrolled', same, 'invite_new_user/claimer-not-enrolled'),
  without('ignores users of another node in the limit', same, 'user_create/seat-free'),
  without('accepts commands of a user whom another node demoted', same, 'user_create/author-is-admin'),
  without('accepts earlier terms', same, 'tos_accept/exact-time'),
  without('continues attempts that another node cancelled', same, 'greeting/cancelled-is-told'),
  without('accepts certificates older than those of another node', same, 'user_create/later-than-last'),
  {
    name: 'overwrites settings with cached ones',
    breaks: same,
    nodeDefect: wrapped(same, (handle) => async (call) => {
      if (call.method !== 'PATCH') return await handle(call);
      const change = await call.body.read(65_536);
      const { body: _, ...asked } = call;
      const nothing = { read: async () => new Uint8Array() };
      const headers = call.headers.filter(([name]) => !/^content-/i.test(name));
      const known = await handle({ ...asked, method: 'GET', headers, body: nothing });
      const { active_users_limit, user_profile_outsider_allowed } = JSON.parse(String(known.body));
      await sleep(20);
      const settings = {
        active_users_limit,
        user_profile_outsider_allowed,
        ...JSON.parse(Buffer.from(change).toString()),
      };
      const body = Buffer.from(JSON.stringify(settings));
      const lengthened = call.headers.map(
        ([name, value]) => [name, /^content-length$/i.test(name) ? String(body.length) : value] as const,
      );
      return await handle({ ...call, headers: lengthened, body: { read: async () => body } });
    }),
  },
  {
    name: 'ignores accounts of another node',
    breaks: same,
    nodeDefect: changed((right) => {
      const own = right.read.bind(right);
      return { read: async (id, from) => (id === accountStream && from > 0 ? [] : await own(id, from)) };
    }),
  },
  { name: 'creates two accounts with one code', breaks: winner, nodeDefect: overwriting('account_created') },
  { name: 'revokes twice', breaks: winner, nodeDefect: overwriting('user_revoked') },
  { name: 'accepts two halves of one step', breaks: winner, nodeDefect: overwriting('greeting_moved') },
  {
    name: 'caches a second device',
    breaks: shutOut,
    nodeDefect: wrapped(shutOut, (handle) => {
      const served = new Map<string, Reply>();
      return async (call) => {
        const reply = await handle(call);
        const device = deviceIn(call);
        if (device === undefined || call.method !== 'POST') return reply;
        if (!isOut(reply)) served.set(device, reply);
        const isSecond = [...served.keys()].indexOf(device) % 2 === 0;
        return isOut(reply) && isSecond ? (served.get(device) ?? reply) : reply;
      };
    }),
  },
  {
    name: 'opens streams to users who are refused',
    breaks: shutOut,
    nodeDefect: wrapped(shutOut, (handle) => async (call) => {
      const reply = await handle(call);
      return isOut(reply) && call.target.endsWith('/events') ? { ...reply, status: 200 } : reply;
    }),
  },
  {
    name: 'receives no changes after connections were cut',
    breaks: shutOut,
    nodeDefect: changed((right, store) => {
      const own = right.read.bind(right);
      return { read: async (id, from) => (store.cuts > 0 && from > 0 ? [] : await own(id, from)) };
    }),
  },
  {
    name: 'does not release its lock',
    breaks: 'durability/one-node-lost-is-no-outage',
    tries: 5,
    nodeDefect: changed((right, store, nodeState) => {
      const own = right.append.bind(right);
      return {
        append: async (entry) => {
          while (store.isLocked) await sleep(1);
          store.isLocked = true;
          const outcome = await own(entry);
          await sleep(3);
          if (nodeState.isDead) return await never;
          store.isLocked = false;
          return outcome;
        },
      };
    }),
  },
  without('enrols with any clock', clocks, 'user_create/not-too-early', 'user_create/not-too-late'),
  without('adds devices with any clock', clocks, 'device_create/in-window'),
  without('changes profiles with any clock', clocks, 'user_update/in-window'),
  without('revokes with any clock', clocks, 'user_revoke/in-window'),
];
