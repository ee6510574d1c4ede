import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from '@parsec-spec/reference-server/core';
import { accountStream, type JournalRecord } from '@parsec-spec/reference-server/journal';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { bent, deviceIn } from './bends.ts';
import { changed, type FrailServer, never } from './breaking.ts';
import type { Frailty } from './frail-node.ts';
import { holds } from './frail-requests.ts';

const same = 'durability/nodes-know-the-same';
const winner = 'durability/nodes-have-one-winner';
const shutOut = 'durability/shut-out-on-every-node';
const clocks = 'durability/skewed-clock-is-told';

const without = (name: string, breaks: RequirementId, ...omit: readonly RequirementId[]): FrailServer => ({
  name,
  breaks,
  frailty: { server: { omit } },
});

/** Overwrites a record of this kind that another node has written first. */
const overwriting = (kind: JournalRecord['record']): Frailty =>
  changed((right, shelf) => {
    const own = right.append.bind(right);
    return {
      append: async (entry) =>
        holds(entry, kind)
          ? await right.reach(
              () => shelf.append({ ...entry, version: shelf.version(entry.organization) }),
              true,
            )
          : await own(entry),
    };
  });

const isOut = ({ status }: Reply): boolean => status === 461 || status === 462;

/** Servers whose nodes fail to coordinate in one respect. */
export const frailRivals: readonly FrailServer[] = [
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
    frailty: bent(same, (handle) => async (call) => {
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
    frailty: changed((right) => {
      const own = right.read.bind(right);
      return { read: async (id, from) => (id === accountStream && from > 0 ? [] : await own(id, from)) };
    }),
  },
  { name: 'opens two accounts by one code', breaks: winner, frailty: overwriting('account_created') },
  { name: 'revokes twice', breaks: winner, frailty: overwriting('user_revoked') },
  { name: 'takes two halves of one step', breaks: winner, frailty: overwriting('greeting_moved') },
  {
    name: 'remembers a second device as it was',
    breaks: shutOut,
    frailty: bent(shutOut, (handle) => {
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
    frailty: bent(shutOut, (handle) => async (call) => {
      const reply = await handle(call);
      return isOut(reply) && call.target.endsWith('/events') ? { ...reply, status: 200 } : reply;
    }),
  },
  {
    name: 'learns nothing more once connections were cut',
    breaks: shutOut,
    frailty: changed((right, shelf) => {
      const own = right.read.bind(right);
      return { read: async (id, from) => (shelf.cuts > 0 && from > 0 ? [] : await own(id, from)) };
    }),
  },
  {
    name: 'leaves its lock behind',
    breaks: 'durability/one-node-lost-is-no-outage',
    tries: 5,
    frailty: changed((right, shelf, pulse) => {
      const own = right.append.bind(right);
      return {
        append: async (entry) => {
          while (shelf.isLocked) await sleep(1);
          shelf.isLocked = true;
          const outcome = await own(entry);
          await sleep(3);
          if (pulse.isDead) return await never;
          shelf.isLocked = false;
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
