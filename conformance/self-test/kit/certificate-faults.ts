import type { Mutant } from '@parsec-spec/reference-server/core';
import type { OrganizationBootstrapRequest as Request } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { changeBootstrap } from './bootstrap.ts';
import { faultOf, type Slot, type Slots, slots } from './bootstrap-certificates.ts';
import { commandReply, outcomeOf } from './calls.ts';
import { changeCommands } from './commands.ts';
import { mutant } from './mutant.ts';

export const allSlots = Object.keys(slots) as Slot[];

/** Does one of the certificates not load, for a reason that matches? */
export const hasFault =
  (pattern: RegExp, of: readonly Slot[] = allSlots) =>
  (request: Slots): boolean =>
    of.some((slot) => pattern.test(faultOf(request, slot) ?? ''));

/** Answers `ok` to bootstraps that the reference server refuses for their certificates. */
export const acceptsBootstrap = (
  requirement: RequirementId,
  how: string,
  when: (request: Request) => boolean,
): Mutant =>
  mutant(
    requirement,
    how,
    changeBootstrap(
      () => (reply, request) =>
        outcomeOf(reply) === 'invalid_certificate' && when(request) ? commandReply({ status: 'ok' }) : reply,
    ),
  );

/** Answers `ok` to enrolments that are refused for such a fault in a certificate. */
const acceptsEnrolment = (
  requirement: RequirementId,
  how: string,
  isFault: (request: Slots) => boolean,
): Mutant =>
  changeCommands(requirement, how, ['user_create'], () => async (asked) => {
    const reply = await asked.answer();
    const isAccepted = outcomeOf(reply) === 'invalid_certificate' && isFault(asked.request);
    return isAccepted ? commandReply({ status: 'ok' }) : reply;
  });

/** Two servers that accept a fault in a certificate: one at a bootstrap, one at an enrolment. */
export const acceptsFault = (
  requirement: RequirementId,
  how: string,
  isFault: (request: Slots) => boolean,
): readonly Mutant[] => [
  acceptsBootstrap(requirement, how, isFault),
  acceptsEnrolment(requirement, `${how}-at-enrolment`, isFault),
];

/** Refuses valid bootstraps that `when` selects. */
export const refusesBootstrap = (
  requirement: RequirementId,
  when: (request: Request) => boolean,
  how = 'refused',
): Mutant =>
  mutant(
    requirement,
    how,
    changeBootstrap(
      () => (reply, request) =>
        outcomeOf(reply) === 'ok' && when(request) ? commandReply({ status: 'invalid_certificate' }) : reply,
    ),
  );
