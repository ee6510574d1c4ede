import { setTimeout as pause } from 'node:timers/promises';
import type { Reply } from '@parsec-spec/reference-server/core';
import type { CommandName } from '@parsec-spec/spec/commands';
import { commandIn, deviceIn, isOfDevice, organizationIn, routeOf } from './calls.ts';
import { type CallWithBody, readCallBody, type Wrap } from './mutant.ts';

/** Delay of a revocation or freeze in ms, so that concurrent calls are served before it. */
const DELAY_MS = 200;
/** Longest time between two calls that count as concurrent, in ms. */
const RACE_MS = 500;

/** A cached admission of a device that the server should refuse. */
interface StaleAdmission {
  /** HTTP status of the refusal that the cache hides. */
  readonly refusal: number;
  readonly route: 'authenticated' | 'tos' | 'events';
  /** The only command that is served from the cache. Default: every command. */
  readonly command?: CommandName;
}

/**
 * A defect for mutants: once the server has served a device, its last reply replaces a refusal.
 * An event stream cannot be replayed: its request gets the reply of a command.
 */
export const staleAdmission =
  ({ refusal, route, command }: StaleAdmission): Wrap =>
  (handle) => {
    const served = new Map<string, Reply>();
    return async (given) => {
      const call = await readCallBody(given);
      const reply = await handle(call);
      if (!isOfDevice(call) || (command !== undefined && commandIn(call.bytes) !== command)) return reply;
      if (reply.status === 200 && reply.body instanceof Uint8Array) served.set(deviceIn(call), reply);
      const isHidden = reply.status === refusal && routeOf(call) === route;
      return isHidden ? (served.get(deviceIn(call)) ?? reply) : reply;
    };
  };

/** Keeps the admission of a device that called during the revocation or freeze of its user. */
export const racedAdmission =
  (refusal: number, isCause: (call: CallWithBody) => boolean): Wrap =>
  (handle) => {
    const causes = new Map<string, number>();
    const served = new Map<
      string,
      { readonly organization: string; readonly at: number; readonly reply: Reply }
    >();
    const cached = new Map<string, Reply>();
    return async (given) => {
      const call = await readCallBody(given);
      const organization = organizationIn(call);
      if (isCause(call)) {
        causes.set(organization, Date.now());
        await pause(DELAY_MS);
        for (const [device, last] of served)
          if (last.organization === organization && Date.now() - last.at < RACE_MS)
            cached.set(device, last.reply);
        return handle(call);
      }
      const reply = await handle(call);
      if (!isOfDevice(call)) return reply;
      const device = deviceIn(call);
      if (reply.status === 200 && reply.body instanceof Uint8Array) {
        served.set(device, { organization, at: Date.now(), reply });
        if (Date.now() - (causes.get(organization) ?? 0) < RACE_MS) cached.set(device, reply);
      }
      return reply.status === refusal ? (cached.get(device) ?? reply) : reply;
    };
  };
