import type { CommandName } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Distortion } from '../core/distortion.ts';
import { bendCommands } from './asked.ts';
import { saying } from './look.ts';

/** One command knows nothing of a refusal that holds for its whole family. */
const spared = (requirement: RequirementId, command: CommandName, refusal: number): Distortion =>
  bendCommands(requirement, `spares-${command}`, [command], () => async ({ answer }) => {
    const reply = await answer();
    return reply.status === refusal ? saying({ status: 'ok' }) : reply;
  });

/** Refusals of a whole family, forgotten by one command that is no usual example of it. */
export const sparedCommandDistortions: readonly Distortion[] = [
  spared('authentication/expired-is-460', 'invite_list', 460),
  spared('authentication/expired-is-460', 'invite_claimer_step', 460),
  spared('authentication/revoked-is-461', 'invite_greeter_step', 461),
  spared('authentication/frozen-is-462', 'device_create', 462),
  spared('terms-of-service/pending-is-463', 'user_revoke', 463),
  spared('terms-of-service/other-refusals-still-apply', 'tos_accept', 462),
];
