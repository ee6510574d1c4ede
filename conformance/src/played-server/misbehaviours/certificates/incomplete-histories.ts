import { certificateContent } from '../../../people/certificates.ts';
import { headerOf } from '../../../wire/headers.ts';
import { Id, Instant } from '../../../wire/values.ts';
import { dated } from '../honest-answer.ts';
import {
  type ChangeAnswer,
  changeCertificates,
  type MisbehavingCall,
  type Misbehaviour,
  words,
} from '../misbehaviour.ts';

const timeOf = (bytes: Uint8Array): bigint => dated(bytes).at.micros;

/** Leaves out certificates that `isLeftOut` selects by the first reply with certificates. */
const changeAfterFirst = (
  isLeftOut: (bytes: Uint8Array, first: readonly Uint8Array[]) => boolean,
): ChangeAnswer => {
  let first: readonly Uint8Array[] = [];
  return changeCertificates((all) => {
    if (first.length > 0) return all.filter((bytes) => !isLeftOut(bytes, first));
    first = all;
    return all;
  });
};

/** Time of the last certificate of a list, or of `bytes` if the list is empty. */
const lastTime = (list: readonly Uint8Array[], bytes: Uint8Array): bigint => timeOf(list.at(-1) ?? bytes);

/** The device that signed the token of a request, in hexadecimal. */
const callerOf = ({ request }: MisbehavingCall): string | undefined => {
  const token = headerOf(request.headers, 'authorization') ?? '';
  return /PARSEC-SIGN-ED25519\.([0-9a-f]{32})\./.exec(token)?.[1];
};

const deviceOf = (bytes: Uint8Array): string | undefined => {
  const id = certificateContent(bytes).device_id;
  return id instanceof Id ? id.hex : undefined;
};

/** A client that has certificates is served nothing new; each other one the same history as before. */
function freeze(): ChangeAnswer {
  const nothing = changeCertificates(() => []);
  const asBefore = changeAfterFirst((bytes, first) => timeOf(bytes) > lastTime(first, bytes));
  return (honest, call) => (call.command.common_after instanceof Instant ? nothing : asBefore)(honest, call);
}

/** Histories that lack certificates which the client has seen, sent, or needs. */
export const historyMisbehaviours: readonly Misbehaviour[] = [
  words(
    {
      name: 'certificate.withdrawn',
      requirements: ['client-trust/keeps-accepted', 'client-trust/refetched-history-is-whole'],
      does: 'leaves out, in later replies, the last common certificate of the first reply that had any',
    },
    { last: () => changeAfterFirst((bytes, first) => timeOf(bytes) === lastTime(first, bytes)) },
  ),
  words(
    {
      name: 'certificate.frozen',
      requirements: [
        'client-trust/revocation-is-looked-up',
        'client-trust/announced-certificate-is-looked-up',
      ],
      does: 'serves nothing new to a client that has certificates, and the same history to each other one',
    },
    { 'after-first': freeze },
  ),
  words(
    {
      name: 'certificate.hidden',
      requirements: ['client-trust/own-keys'],
      does: "leaves out the certificate of the caller's device",
    },
    {
      'own-device': () =>
        changeCertificates((all, call) => all.filter((bytes) => deviceOf(bytes) !== callerOf(call))),
    },
  ),
];
