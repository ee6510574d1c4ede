import type { CommandName } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Reply } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { bendCommands } from './asked.ts';
import { saying } from './look.ts';

/** One command knows nothing of a refusal that holds for its whole family. */
const spared = (requirement: RequirementId, command: CommandName, refusal: number): Distortion =>
  bendCommands(requirement, `spares-${command}`, [command], () => async ({ answer }) => {
    const reply = await answer();
    return reply.status === refusal ? saying({ status: 'ok' }) : reply;
  });

/** One command is answered from a cache: a device that it served before is served again, whatever holds now. */
const remembered = (requirement: RequirementId, command: CommandName, refusal: number): Distortion =>
  bendCommands(requirement, `remembers-${command}`, [command], () => {
    const served = new Map<string, Reply>();
    return async ({ organization, device, answer }) => {
      const reply = await answer();
      const key = `${organization} ${device}`;
      if (reply.status === 200) served.set(key, reply);
      return reply.status === refusal ? (served.get(key) ?? reply) : reply;
    };
  });

/** Refusals of a whole family, forgotten by one command that is no usual example of it. */
export const sparedCommandDistortions: readonly Distortion[] = [
  spared('authentication/expired-is-460', 'invite_list', 460),
  spared('authentication/expired-is-460', 'invite_claimer_step', 460),
  spared('authentication/revoked-is-461', 'invite_greeter_step', 461),
  spared('authentication/frozen-is-462', 'device_create', 462),
  spared('terms-of-service/pending-is-463', 'user_revoke', 463),
  spared('terms-of-service/other-refusals-still-apply', 'tos_accept', 462),
  remembered('authentication/revocation-at-once', 'invite_cancel', 461),
  remembered('authentication/revocation-at-once', 'tos_accept', 461),
  remembered('authentication/freeze-at-once', 'invite_greeter_step', 462),
  remembered('authentication/expiry-at-once', 'user_update', 460),
  remembered('terms-of-service/new-terms-block-at-once', 'invite_new_device', 463),
];
