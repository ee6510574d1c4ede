import type { CommandName } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Distortion } from '../core/distortion.ts';
import { bendCommands, certificateIn, isOk, readAsked } from './asked.ts';
import { distortion } from './bend.ts';
import { deviceIn, outcomeOf, refusing, saying } from './look.ts';

/** Longer than a judge forgives, in milliseconds. */
const slow = 4_000;

/** Takes junk in this slot for a certificate, and loses it. */
export const takesJunk = (requirement: RequirementId, command: CommandName, slot: string): Distortion =>
  bendCommands(requirement, 'taken-unread', [command], () => async (asked) => {
    const isJunk = certificateIn(asked.request[slot]) === undefined;
    const reply = await asked.answer();
    return isJunk && outcomeOf(reply) === 'invalid_certificate' ? saying({ status: 'ok' }) : reply;
  });

/** Does not know the devices that a command made, for a while. */
export const newDeviceLate = (requirement: RequirementId, command: CommandName): Distortion =>
  distortion(requirement, `${command}-is-slow`, (handle) => {
    const made = new Map<string, number>();
    return async (call) => {
      if (Date.now() - (made.get(deviceIn(call)) ?? 0) < slow) return refusing(403);
      const { known, asked } = await readAsked(call, handle);
      const reply = await handle(known);
      const certificate = certificateIn(asked?.request.device_certificate);
      if (asked?.command === command && certificate?.type === 'device_certificate' && isOk(reply))
        made.set(certificate.device_id.hex, Date.now());
      return reply;
    };
  });
