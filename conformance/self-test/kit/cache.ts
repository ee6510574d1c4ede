import { setTimeout as pause } from 'node:timers/promises';
import type { Reply } from '@parsec-spec/reference-server/core';
import type { CommandName } from '@parsec-spec/spec/commands';
import { commandIn, deviceIn, isOfDevice, organizationIn, placeOf } from './calls.ts';
import { type WholeCall, type Wrap, whole } from './mutant.ts';

/** Milliseconds by which a revocation or freeze is delayed, so that concurrent calls come first. */
const DELAY_MS = 200;
/** Milliseconds between two calls that count as concurrent. */
const RACE_MS = 500;

/** An admission of a device that outlives its end. */
interface StaleAdmission {
  /** HTTP status of the refusal that the cache hides. */
  readonly refusal: number;
  readonly route: 'authenticated' | 'tos' | 'events';
  /** The only command that is served from the cache. Default: every command. */
  readonly command?: CommandName;
}

/**
 * Admits a device from a cache: once the server has served it, its last reply replaces a refusal.
 * An event stream cannot be replayed: its request gets the reply of a command.
 */
export const staleAdmission =
  ({ refusal, route, command }: StaleAdmission): Wrap =>
  (handle) => {
    const served = new Map<string, Reply>();
    return async (given) => {
      const call = await whole(given);
      const reply = await handle(call);
      if (!isOfDevice(call) || (command !== undefined && commandIn(call.bytes) !== command)) return reply;
      if (reply.status === 200 && reply.body instanceof Uint8Array) served.set(deviceIn(call), reply);
      const isHidden = reply.status === refusal && placeOf(call) === route;
      return isHidden ? (served.get(deviceIn(call)) ?? reply) : reply;
    };
  };

/** Keeps the admission of a device that called during the revocation or freeze of its user. */
export const racedAdmission =
  (refusal: number, isCause: (call: WholeCall) => boolean): Wrap =>
  (handle) => {
    const causes = new Map<string, number>();
    const served = new Map<
      string,
      { readonly organization: string; readonly at: number; readonly reply: Reply }
    >();
    const cached = new Map<string, Reply>();
    return async (given) => {
      const call = await whole(given);
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
