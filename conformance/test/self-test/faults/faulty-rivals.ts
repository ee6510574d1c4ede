import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from '@parsec-spec/reference-server/core';
import { accountStream, type JournalRecord } from '@parsec-spec/reference-server/journal';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { wrapped, deviceIn } from './wrapped-servers.ts';
import { changed, type FaultyServer, never } from './faulty-journals.ts';
import type { NodeFault } from './faulty-node.ts';
import { holds } from './faulty-requests.ts';

const same = 'durability/nodes-know-the-same';
const winner = 'durability/nodes-have-one-winner';
const shutOut = 'durability/shut-out-on-every-node';
const clocks = 'durability/skewed-clock-is-told';

const without = (name: string, breaks: RequirementId, ...omit: readonly RequirementId[]): FaultyServer => ({
  name,
  breaks,
  nodeFault: { server: { omit } },
});

/** Overwrites a record of this kind that another node has written first. */
const overwriting = (kind: JournalRecord['record']): NodeFault =>
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
export const faultyRivals: readonly FaultyServer[] = [
  without('lets tokens in that ended elsewhere', same, 'authentication/invitation-deleted'),
  without('takes links that were replaced elsewhere', same, 'organization_bootstrap/token-right'),
  without('creates what was bootstrapped elsewhere', same, 'organization_create/bootstrapped-is-refused'),
  without('knows no addresses of elsewhere', same, 'user_create/email-free'),
  without('invites who was enrolled elsewhere', same, 'invite_new_user/claimer-not-enrolled'),
  without('counts no seats of elsewhere', same, 'user_create/seat-free'),
  without('obeys who was demoted elsewhere', same, 'user_create/author-is-admin'),
  without('takes terms of before', same, 'tos_accept/exact-time'),
  without('goes on with attempts cancelled elsewhere', same, 'greeting/cancelled-is-told'),
  without('takes certificates older than those of elsewhere', same, 'user_create/later-than-last'),
  {
    name: 'writes back settings that it read before',
    breaks: same,
    nodeFault: wrapped(same, (handle) => async (call) => {
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
    name: 'knows no accounts of elsewhere',
    breaks: same,
    nodeFault: changed((right) => {
      const own = right.read.bind(right);
      return { read: async (id, from) => (id === accountStream && from > 0 ? [] : await own(id, from)) };
    }),
  },
  { name: 'opens two accounts by one code', breaks: winner, nodeFault: overwriting('account_created') },
  { name: 'revokes twice', breaks: winner, nodeFault: overwriting('user_revoked') },
  { name: 'takes two halves of one step', breaks: winner, nodeFault: overwriting('greeting_moved') },
  {
    name: 'remembers a second device as it was',
    breaks: shutOut,
    nodeFault: wrapped(shutOut, (handle) => {
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
    name: 'opens streams to who is shut out',
    breaks: shutOut,
    nodeFault: wrapped(shutOut, (handle) => async (call) => {
      const reply = await handle(call);
      return isOut(reply) && call.target.endsWith('/events') ? { ...reply, status: 200 } : reply;
    }),
  },
  {
    name: 'learns nothing more once connections were cut',
    breaks: shutOut,
    nodeFault: changed((right, store) => {
      const own = right.read.bind(right);
      return { read: async (id, from) => (store.cuts > 0 && from > 0 ? [] : await own(id, from)) };
    }),
  },
  {
    name: 'leaves its lock behind',
    breaks: 'durability/one-node-lost-is-no-outage',
    tries: 5,
    nodeFault: changed((right, store, nodeState) => {
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
  without('enrols by any clock', clocks, 'user_create/not-too-early', 'user_create/not-too-late'),
  without('adds devices by any clock', clocks, 'device_create/in-window'),
  without('changes profiles by any clock', clocks, 'user_update/in-window'),
  without('revokes by any clock', clocks, 'user_revoke/in-window'),
];
