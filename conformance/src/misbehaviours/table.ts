import { createHash, randomBytes } from 'node:crypto';
import type { Fields } from '../case/expect.ts';
import type { MockReply } from '../case/mock-server.ts';
import { makeCertificate, readCertificate } from '../people/certificates.ts';
import { SigningKey } from '../people/keys.ts';
import { encode } from '../wire/encode.ts';
import { Float64 } from '../wire/raw-values.ts';
import { Id, Instant } from '../wire/values.ts';
import type { ChangeAnswer, MisbehavingCall, Misbehaviour } from './misbehaviour.ts';

const isReply = (answer: MockReply): answer is { readonly reply: Fields } =>
  typeof answer === 'object' && 'reply' in answer;

/** Changes replies with the status `ok` of the commands that `applies` selects. */
const changeReply =
  (applies: (command: string) => boolean, change: (reply: Fields) => Fields): ChangeAnswer =>
  (honest, { command }) =>
    isReply(honest) && honest.reply.status === 'ok' && applies(String(command.cmd))
      ? { reply: change(honest.reply) }
      : honest;

const everyCommand = (): boolean => true;
const isCommand =
  (...names: readonly string[]) =>
  (command: string) =>
    names.includes(command);
const isStep = isCommand('invite_greeter_step', 'invite_claimer_step');

/** Changes the common certificates that the server serves. */
const changeCertificates = (change: (certificates: readonly Uint8Array[]) => readonly Uint8Array[]) =>
  changeReply(isCommand('certificate_get'), (reply) => ({
    ...reply,
    common_certificates: change(reply.common_certificates as readonly Uint8Array[]),
  }));

/** Changes what the other side of a greeting submitted, if it has the field. */
const changeStep = (field: string, change: (bytes: Uint8Array) => Uint8Array): ChangeAnswer =>
  changeReply(isStep, (reply) => {
    const side = 'greeter_step' in reply ? 'greeter_step' : 'claimer_step';
    const step = reply[side] as Fields | undefined;
    const bytes = step?.[field];
    return bytes instanceof Uint8Array ? { ...reply, [side]: { ...step, [field]: change(bytes) } } : reply;
  });

const changeSteps =
  (fields: readonly string[], change: (bytes: Uint8Array) => Uint8Array): ChangeAnswer =>
  (honest, call) =>
    fields.reduce((answer, field) => changeStep(field, change)(answer, call), honest);

/** The last certificate, made anew from its content. */
const remakeLast = (remake: (bytes: Uint8Array) => Uint8Array) =>
  changeCertificates((all) => all.map((bytes, index) => (index === all.length - 1 ? remake(bytes) : bytes)));

const contentOf = (bytes: Uint8Array) => readCertificate(bytes, new Uint8Array(32)).content;

const timeOf = (bytes: Uint8Array): Instant => contentOf(bytes).timestamp as Instant;

/** Leaves out certificates that `isLeftOut` selects by the first reply with certificates. */
const changeAfterFirst = (isLeftOut: (bytes: Uint8Array, first: readonly Uint8Array[]) => boolean) => {
  let first: readonly Uint8Array[] = [];
  return changeCertificates((all) => {
    if (first.length > 0) return all.filter((bytes) => !isLeftOut(bytes, first));
    first = all;
    return all;
  });
};

/** The device that signed the token of a request, in hexadecimal. */
const callerOf = ({ request }: MisbehavingCall): string | undefined => {
  const [, token = ''] = request.headers.find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  return /PARSEC-SIGN-ED25519\.([0-9a-f]{32})\./.exec(token)?.[1];
};

const flipLast = (bytes: Uint8Array): Uint8Array =>
  Uint8Array.from(bytes, (byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte));

/** Points on which X25519 gives zero, whatever the other key. */
const smallOrderPoints = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
];

const refusal = (status: number): MockReply => ({
  status,
  headers: [['Content-Type', 'application/json']],
  body: '{"detail":"refused by --misbehave"}',
});

const replyOfVersion = (version: string, reply: Fields): MockReply => ({
  status: 200,
  headers: [
    ['Content-Type', 'application/msgpack'],
    ['Api-Version', version],
  ],
  body: encode(reply),
});

const integer = (text: string, least: number, most: number): number | undefined =>
  /^-?\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined;

/** The change for one of these words. */
const oneOf =
  (words: Readonly<Record<string, () => ChangeAnswer>>): Misbehaviour['make'] =>
  (parameter) =>
    Object.hasOwn(words, parameter) ? words[parameter]?.() : undefined;

const isWord = (text: string): boolean => /^[a-z][a-z0-9_]*$/.test(text);

/**
 * The misbehaviours of a server towards clients. Checks, `serve --misbehave`, the handlers for MSW
 * and the documents come from this table.
 */
export const misbehaviours: readonly Misbehaviour[] = [
  {
    name: 'reply.status',
    parameter: '<word>',
    requirements: ['client-transport/survives-unknown-status'],
    does: 'answers each successful command by this status, without other fields',
    make: (word) => (isWord(word) ? changeReply(everyCommand, () => ({ status: word })) : undefined),
  },
  {
    name: 'reply.reason',
    parameter: '<text>',
    requirements: ['client-transport/survives-unknown-status', 'client-transport/shows-reason'],
    does: 'answers each successful command by a status of a later version, with this reason',
    make: (reason) =>
      reason === ''
        ? undefined
        : changeReply(everyCommand, () => ({ status: 'dummy_of_a_later_version', reason })),
  },
  {
    name: 'creation.status',
    parameter: '<word>',
    requirements: ['client-greeting/confirmation-after-creation'],
    does: 'answers user_create and device_create by this status',
    make: (word) =>
      isWord(word)
        ? changeReply(isCommand('user_create', 'device_create'), () => ({ status: word }))
        : undefined,
  },
  {
    name: 'bootstrap.status',
    parameter: '<word>',
    requirements: [
      'organization_bootstrap/client-tells-failures-apart',
      'organization_bootstrap/client-stores-no-device-on-failure',
    ],
    does: 'answers organization_bootstrap by this status',
    make: (word) =>
      isWord(word) ? changeReply(isCommand('organization_bootstrap'), () => ({ status: word })) : undefined,
  },
  {
    name: 'http',
    parameter: '<status 400 to 599>',
    requirements: [
      'client-transport/tells-refusals-apart',
      'client-transport/offline-is-retried',
      'client-trust/says-organization-unknown',
    ],
    does: 'refuses every request with this HTTP status',
    make: (text) => {
      const status = integer(text, 400, 599);
      return status === undefined ? undefined : () => refusal(status);
    },
  },
  {
    name: 'http.unavailable',
    parameter: '<number of requests>',
    requirements: ['client-transport/offline-is-retried'],
    does: 'answers so many requests by 503, and then correctly',
    make: (text) => {
      const times = integer(text, 1, 1000);
      return times === undefined
        ? undefined
        : (honest, { earlier }) => (earlier < times ? refusal(503) : honest);
    },
  },
  {
    name: 'version',
    parameter: '<versions>',
    requirements: ['client-transport/shows-supported-versions', 'client-trust/says-which-is-older'],
    does: 'refuses every request with 422 and these Supported-Api-Versions, separated by `;`',
    make: (versions) =>
      /^\d+\.\d+(;\d+\.\d+)*$/.test(versions)
        ? () => ({ status: 422, headers: [['Supported-Api-Versions', versions]] })
        : undefined,
  },
  {
    name: 'version.reply',
    parameter: '<version>',
    requirements: ['client-trust/any-minor-version', 'client-trust/other-major-version'],
    does: 'names this version in the Api-Version of every reply to a command',
    make: (version) =>
      /^\d+\.\d+$/.test(version)
        ? (honest) => (isReply(honest) ? replyOfVersion(version, honest.reply) : honest)
        : undefined,
  },
  {
    name: 'clock',
    parameter: '<seconds>',
    requirements: ['organization_bootstrap/client-stores-no-device-on-failure'],
    does: 'answers commands with certificates as a server does whose clock is off by so many seconds',
    make: (text) => {
      const seconds = integer(text, -1e8, 1e8);
      if (seconds === undefined) return undefined;
      return changeReply(
        isCommand('organization_bootstrap', 'user_create', 'device_create', 'user_update', 'user_revoke'),
        () => {
          const now = new Instant(BigInt(Date.now()) * 1000n);
          return {
            status: 'timestamp_out_of_ballpark',
            ballpark_client_early_offset: new Float64(300),
            ballpark_client_late_offset: new Float64(320),
            server_timestamp: now.plusSeconds(seconds),
            client_timestamp: now,
          };
        },
      );
    },
  },
  {
    name: 'certificate.signature',
    parameter: 'broken | stranger',
    requirements: ['client-certificates/signatures-verified', 'client-certificates/batch-refused-whole'],
    does: 'serves the last common certificate with a broken signature, or signed by a stranger',
    make: oneOf({
      broken: () => remakeLast((bytes) => Uint8Array.from(bytes, (byte, at) => (at === 5 ? byte ^ 1 : byte))),
      stranger: () => {
        const key = new SigningKey(randomBytes(32));
        return remakeLast((bytes) => makeCertificate(contentOf(bytes), key));
      },
    }),
  },
  {
    name: 'certificate.author',
    parameter: 'unknown',
    requirements: ['client-certificates/author-known'],
    does: 'serves the last common certificate with an author that is no device of the organization',
    make: oneOf({
      unknown: () => {
        const key = new SigningKey(randomBytes(32));
        const author = new Id(randomBytes(16));
        return remakeLast((bytes) => makeCertificate({ ...contentOf(bytes), author }, key));
      },
    }),
  },
  {
    name: 'certificate.order',
    parameter: 'reversed',
    requirements: ['client-certificates/time-never-goes-back'],
    does: 'serves the common certificates in reverse order',
    make: oneOf({ reversed: () => changeCertificates((all) => all.toReversed()) }),
  },
  {
    name: 'certificate.repeated',
    parameter: 'first',
    requirements: ['client-certificates/ids-unique', 'client-certificates/time-never-goes-back'],
    does: 'serves the first common certificate of each reply once more at the end',
    make: oneOf({ first: () => changeCertificates((all) => [...all, ...all.slice(0, 1)]) }),
  },
  {
    name: 'certificate.dropped',
    parameter: 'users | last',
    requirements: ['client-certificates/device-has-user'],
    does: 'leaves out the user certificates, or the last common certificate',
    make: oneOf({
      users: () =>
        changeCertificates((all) => all.filter((bytes) => contentOf(bytes).type !== 'user_certificate')),
      last: () => changeCertificates((all) => all.slice(0, -1)),
    }),
  },
  {
    name: 'certificate.withdrawn',
    parameter: 'last',
    requirements: ['client-trust/keeps-accepted', 'client-trust/refetched-history-is-whole'],
    does: 'leaves out, in later replies, the last common certificate of the first reply that had any',
    make: oneOf({
      last: () =>
        changeAfterFirst((bytes, first) => timeOf(bytes).micros === timeOf(first.at(-1) ?? bytes).micros),
    }),
  },
  {
    name: 'certificate.frozen',
    parameter: 'after-first',
    requirements: ['client-trust/own-write-is-served', 'client-trust/announced-is-served'],
    does: 'serves nothing new to a client that has certificates, and the same history to each other one',
    make: oneOf({
      'after-first': () => {
        const isNewer = changeAfterFirst(
          (bytes, first) => timeOf(bytes).micros > timeOf(first.at(-1) ?? bytes).micros,
        );
        const nothing = changeCertificates(() => []);
        return (honest, call) =>
          call.command.common_after instanceof Instant ? nothing(honest, call) : isNewer(honest, call);
      },
    }),
  },
  {
    name: 'certificate.hidden',
    parameter: 'own-device',
    requirements: ['client-trust/own-keys'],
    does: "leaves out the certificate of the caller's device",
    make: oneOf({
      'own-device': () => (honest, call) =>
        changeCertificates((all) =>
          all.filter((bytes) => (contentOf(bytes).device_id as Id | undefined)?.hex !== callerOf(call)),
        )(honest, call),
    }),
  },
  {
    name: 'greeting.key',
    parameter: `small-order-0 to small-order-${smallOrderPoints.length - 1} | other`,
    requirements: ['client-greeting/non-contributory-key-refused', 'client-greeting/wrong-code-cancels'],
    does: "replaces the peer's public key by a point of small order, or by another key",
    make: (parameter) => {
      if (parameter === 'other') return changeStep('public_key', () => randomBytes(32));
      const point = smallOrderPoints[Number(/^small-order-(\d)$/.exec(parameter)?.[1] ?? 99)];
      return point === undefined ? undefined : changeStep('public_key', () => Buffer.from(point, 'hex'));
    },
  },
  {
    name: 'greeting.nonce',
    parameter: 'other | other-hash',
    requirements: ['client-greeting/nonce-hash-checked', 'client-greeting/wrong-code-cancels'],
    does: "replaces the peer's nonce, or the hash that commits to the claimer's nonce",
    make: oneOf({
      other: () => changeSteps(['greeter_nonce', 'claimer_nonce'], () => randomBytes(64)),
      'other-hash': () =>
        changeStep('hashed_nonce', () => createHash('sha256').update(randomBytes(64)).digest()),
    }),
  },
  {
    name: 'greeting.payload',
    parameter: 'damaged | random',
    requirements: ['client-greeting/payload-undecipherable'],
    does: "damages the peer's sealed payload, or replaces it by random bytes",
    make: oneOf({
      damaged: () => changeSteps(['greeter_payload', 'claimer_payload'], flipLast),
      random: () => changeSteps(['greeter_payload', 'claimer_payload'], ({ length }) => randomBytes(length)),
    }),
  },
  {
    name: 'invitation',
    parameter: 'gone',
    requirements: ['client-transport/tells-refusals-apart'],
    does: 'answers every request with an invitation token by 410',
    make: oneOf({
      gone:
        () =>
        (honest, { request }) =>
          /^\/invited\//.test(request.target) ? refusal(410) : honest,
    }),
  },
  {
    name: 'terms',
    parameter: 'changing',
    requirements: [
      'terms-of-service/client-accepts-what-it-showed',
      'terms-of-service/client-shows-new-terms',
    ],
    does: 'changes the terms of service between their display and the first acceptance',
    make: oneOf({
      changing: () => {
        let changes = 0;
        return (honest, { command }) => {
          if (!isReply(honest)) return honest;
          if (command.cmd === 'tos_accept' && honest.reply.status === 'ok' && changes === 0) {
            changes = 1;
            return { reply: { status: 'tos_mismatch' } };
          }
          const { per_locale_urls: urls } = honest.reply;
          if (command.cmd !== 'tos_get' || changes === 0 || urls === null || typeof urls !== 'object')
            return honest;
          const changed = Object.entries(urls).map(([locale, url]) => [locale, `${url}#changed`]);
          return { reply: { ...honest.reply, per_locale_urls: Object.fromEntries(changed) } };
        };
      },
    }),
  },
];
