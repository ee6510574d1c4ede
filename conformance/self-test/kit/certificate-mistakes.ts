import type { Mutant } from '@parsec-spec/reference-server/core';
import type { OrganizationBootstrapRequest as Request } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import {
  type CertificateField,
  type CertificateFields,
  certificateFields,
  changeBootstrap,
  mistakeOf,
} from './bootstrap.ts';
import { commandReply, outcomeOf } from './calls.ts';
import { changeCommands } from './commands.ts';
import { mutant } from './mutant.ts';

export const allCertificateFields = Object.keys(certificateFields) as CertificateField[];

/** Whether one of the certificates fails to load with a matching reason. */
export const hasMistake =
  (pattern: RegExp, of: readonly CertificateField[] = allCertificateFields) =>
  (request: CertificateFields): boolean =>
    of.some((slot) => pattern.test(mistakeOf(request, slot) ?? ''));

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

/** Answers `ok` to commands of members that the reference server refuses for a mistake in a certificate. */
const acceptsFromMembers = (
  requirement: RequirementId,
  how: string,
  isMistake: (request: CertificateFields) => boolean,
): Mutant =>
  changeCommands(
    requirement,
    how,
    ['user_create', 'device_create', 'user_update', 'user_revoke'],
    () => async (commandCall) => {
      const reply = await commandCall.answer();
      const isAccepted = outcomeOf(reply) === 'invalid_certificate' && isMistake(commandCall.request);
      return isAccepted ? commandReply({ status: 'ok' }) : reply;
    },
  );

/** Two mutants that accept a mistake in a certificate, one at a bootstrap and one of members. */
export const acceptsMistake = (
  requirement: RequirementId,
  how: string,
  isMistake: (request: CertificateFields) => boolean,
): readonly Mutant[] => [
  acceptsBootstrap(requirement, how, isMistake),
  acceptsFromMembers(requirement, `${how}-of-members`, isMistake),
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
