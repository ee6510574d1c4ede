import type { Mutant } from '@parsec-spec/reference-server/core';
import type { CommandName } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { type CertificateFields, mistakeOf } from '../../self-test/kit/bootstrap.ts';
import { outcomeOf } from '../../self-test/kit/calls.ts';
import {
  acceptsBootstrap,
  acceptsMistake,
  allCertificateFields,
  hasMistake,
  refusesBootstrap,
} from '../../self-test/kit/certificate-mistakes.ts';
import { changeCommands, documentIn } from '../../self-test/kit/commands.ts';
import { acceptsJunk } from '../../self-test/kit/enrolment.ts';
import { changeHistoryReply, leavesOut } from '../../self-test/kit/history.ts';
import { ok } from '../../self-test/kit/lost-races.ts';
import { mutant } from '../../self-test/kit/mutant.ts';

/** Answers `ok` to a certificate without author. */
const acceptsNilAuthor = (requirement: RequirementId, command: CommandName, slot: string): Mutant =>
  changeCommands(requirement, 'nil-too', [command], () => async (commandCall) => {
    const reply = await commandCall.answer();
    const { author } = documentIn(commandCall.request[slot]);
    return outcomeOf(reply) === 'invalid_certificate' && author === null ? ok : reply;
  });

const userSlots = ['user_certificate', 'redacted_user_certificate'] as const;
const deviceSlots = ['device_certificate', 'redacted_device_certificate'] as const;

/** Whether all certificates load. A refusal then concerns a signature or the coherence. */
const loads = (request: CertificateFields): boolean =>
  allCertificateFields.every((slot) => mistakeOf(request, slot) === undefined);

/** A field of another kind. What a scalar may hold is a rule of its own. */
const isOfField = /^content .* must (?!be a valid|have (\d|required))/;

const ZSTD_MAGIC = Buffer.from('28b52ffd', 'hex');

/** Whether a certificate is not compressed (`false`), or its zstd frame is invalid (`true`). */
const hasFrameMistake =
  (isFrame: boolean) =>
  (request: CertificateFields): boolean =>
    allCertificateFields.some((slot) => {
      const bytes = request[slot];
      return (
        /^zstd/.test(mistakeOf(request, slot) ?? '') &&
        bytes instanceof Uint8Array &&
        (bytes.length <= 65 || ZSTD_MAGIC.equals(bytes.subarray(65, 69))) === isFrame
      );
    });

/** Mutants of the requirements of `certificates`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  refusesBootstrap(
    'device_certificate/purpose-absent-is-standard',
    (request) => !('purpose' in documentIn(request.device_certificate)),
  ),
  ...acceptsMistake('certificates/format-byte', 'any', hasMistake(/^format/)),
  ...acceptsMistake('certificates/compressed', 'plain-too', hasFrameMistake(false)),
  ...acceptsMistake('certificates/frame-complete', 'half-a-frame', hasFrameMistake(true)),
  ...acceptsMistake('user_certificate/fields-required', 'optional', hasMistake(/required/, userSlots)),
  ...acceptsMistake('device_certificate/fields-required', 'optional', hasMistake(/required/, deviceSlots)),
  ...acceptsMistake('device_certificate/purpose-known', 'any', hasMistake(/purpose/)),
  acceptsNilAuthor('revoked_user_certificate/author-never-nil', 'user_revoke', 'revoked_user_certificate'),
  acceptsNilAuthor('user_update_certificate/author-never-nil', 'user_update', 'user_update_certificate'),
  mutant(
    'certificates/envelope',
    'a-byte-less',
    changeHistoryReply(({ common_certificates, ...fields }) => ({
      ...fields,
      common_certificates: (common_certificates as Uint8Array[]).map((bytes) => bytes.subarray(1)),
    })),
  ),
  mutant(
    'certificates/signature-covers-content',
    'flipped-bit',
    changeHistoryReply(({ common_certificates, ...fields }) => ({
      ...fields,
      common_certificates: (common_certificates as Uint8Array[]).map((bytes) =>
        bytes.map((byte, index) => (index === 5 ? byte ^ 1 : byte)),
      ),
    })),
  ),
  acceptsBootstrap('certificates/signature-covers-content', 'any-signature', loads),
  acceptsBootstrap('sequester_authority_certificate/root-signed', 'any-signature', loads),
  acceptsBootstrap(
    'sequester_authority_certificate/fields',
    'any',
    hasMistake(/./, ['sequester_authority_certificate']),
  ),
  ...acceptsMistake('user_certificate/fields', 'any', hasMistake(isOfField, userSlots)),
  ...acceptsMistake('user_certificate/fields-required', 'any-type', hasMistake(/^type/, userSlots)),
  ...acceptsMistake('device_certificate/fields', 'any', hasMistake(isOfField, deviceSlots)),
  ...acceptsMistake('device_certificate/fields-required', 'any-type', hasMistake(/^type/, deviceSlots)),
  refusesBootstrap(
    'device_certificate/purpose-absent-is-standard',
    (request) => !('purpose' in documentIn(request.redacted_device_certificate)),
    'refused-in-the-redacted',
  ),
  acceptsJunk('revoked_user_certificate/fields', 'user_revoke', 'revoked_user_certificate'),
  acceptsJunk('user_update_certificate/fields', 'user_update', 'user_update_certificate'),
  ...(
    [
      ['user_certificate/fields', 'user_certificate'],
      ['device_certificate/fields', 'device_certificate'],
      ['revoked_user_certificate/fields', 'revoked_user_certificate'],
      ['user_update_certificate/fields', 'user_update_certificate'],
    ] as const
  ).map(([requirement, type]) => leavesOut(requirement, 'not-handed-out', (one) => one.type === type)),
  mutant(
    'sequester_authority_certificate/fields',
    'not-handed-out',
    changeHistoryReply((fields) => ({ ...fields, sequester_certificates: [] })),
  ),
];
