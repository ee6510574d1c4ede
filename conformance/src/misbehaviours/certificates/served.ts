import type { Fields } from '../../case/expect.ts';
import { readCertificate } from '../../people/certificates.ts';
import { changeReply } from '../change-reply.ts';
import type { ChangeAnswer, MisbehavingCall } from '../misbehaviour.ts';

/** Changes the common certificates that the server serves. */
export const changeCertificates = (
  change: (served: readonly Uint8Array[], call: MisbehavingCall) => readonly Uint8Array[],
): ChangeAnswer =>
  changeReply(['certificate_get'], (reply, call) => ({
    ...reply,
    common_certificates: change(reply.common_certificates as readonly Uint8Array[], call),
  }));

/** The content of a served certificate. Its signature is not verified. */
export const contentOf = (bytes: Uint8Array): Fields => readCertificate(bytes, new Uint8Array(32)).content;
