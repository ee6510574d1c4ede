import type { Mutant } from '@parsec-spec/reference-server/core';
import type { OrganizationBootstrapRequest as Request } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import {
  type CertificateField,
  type CertificateFields,
  certificateFields,
  changeBootstrap,
  faultOf,
} from './bootstrap.ts';
import { commandReply, outcomeOf } from './calls.ts';
import { changeCommands } from './commands.ts';
import { mutant } from './mutant.ts';

export const allCertificateFields = Object.keys(certificateFields) as CertificateField[];

/** Whether one of the certificates fails to load with a matching reason. */
export const hasFault =
  (pattern: RegExp, of: readonly CertificateField[] = allCertificateFields) =>
  (request: CertificateFields): boolean =>
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

/** Answers `ok` to enrolments that the reference server refuses for a fault in a certificate. */
const acceptsEnrolment = (
  requirement: RequirementId,
  how: string,
  isFault: (request: CertificateFields) => boolean,
): Mutant =>
  changeCommands(requirement, how, ['user_create'], () => async (commandCall) => {
    const reply = await commandCall.answer();
    const isAccepted = outcomeOf(reply) === 'invalid_certificate' && isFault(commandCall.request);
    return isAccepted ? commandReply({ status: 'ok' }) : reply;
  });

/** Two mutants that accept a fault in a certificate, one at a bootstrap and one at an enrolment. */
export const acceptsFault = (
  requirement: RequirementId,
  how: string,
  isFault: (request: CertificateFields) => boolean,
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
