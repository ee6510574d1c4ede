import type { Mutant, Reply } from '@parsec-spec/reference-server/core';
import type { Certificate } from '@parsec-spec/spec/certificates';
import { DateTime, type Encodable, encode } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { changeReplyFields, mapIn, replyMap } from './calls.ts';
import { type CommandCall, certificateIn, changeCommands, isOk } from './commands.ts';
import { changeReply, readCallBody, type Wrap, withBody } from './mutant.ts';

/** Selects the common certificates of a reply; `commandCall.device` is the reader. */
export type Selection = (
  certificates: readonly Uint8Array[],
  commandCall: CommandCall,
) => readonly Uint8Array[];

/** Changes the common certificates in replies to `certificate_get`. */
export const changesHistory = (requirement: RequirementId, how: string, make: () => Selection): Mutant =>
  changeCommands(requirement, how, ['certificate_get'], () => {
    const pick = make();
    return async (commandCall) => selectCertificates(await commandCall.answer(), commandCall, pick);
  });

export const selectCertificates = (reply: Reply, commandCall: CommandCall, pick: Selection): Reply =>
  isOk(reply)
    ? changeReplyFields(reply, (fields) => ({
        ...fields,
        common_certificates: [...pick(fields.common_certificates as Uint8Array[], commandCall)],
      }))
    : reply;

/** Omits the certificates that `drops` selects from replies. */
export const leavesOut = (
  requirement: RequirementId,
  how: string,
  drops: (certificate: Certificate) => boolean,
): Mutant =>
  changesHistory(
    requirement,
    how,
    () => (certificates) =>
      certificates.filter((bytes) => {
        const certificate = certificateIn(bytes);
        return certificate === undefined || !drops(certificate);
      }),
  );

export const authorOf = (certificate: Certificate): unknown =>
  'author' in certificate ? certificate.author : null;

export const changeHistoryReply = (change: (fields: { [name: string]: unknown }) => object): Wrap =>
  changeReply((reply) =>
    'common_certificates' in (replyMap(reply) ?? {}) ? changeReplyFields(reply, change) : reply,
  );

/** Changes `certificate_get` requests. */
export const changeCertificateGet =
  (change: (request: { [name: string]: unknown }) => object): Wrap =>
  (handle) =>
  async (call) => {
    const bufferedCall = await readCallBody(call);
    const request = mapIn(bufferedCall.bytes);
    return handle(
      request?.cmd === 'certificate_get'
        ? withBody(bufferedCall, encode({ ...request, ...change(request) } as Encodable))
        : bufferedCall,
    );
  };

export const plusMicros = (value: unknown, micros: bigint): unknown =>
  DateTime.is(value) ? value.plus(micros) : value;
