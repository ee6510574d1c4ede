import { randomBytes } from 'node:crypto';
import type { MockReply } from '../../judge/mock-server.ts';
import { encode } from '../../wire/encode.ts';
import { configurationFrame, eventFrame } from '../../wire/event-frames.ts';
import { Float64 } from '../../wire/raw-values.ts';
import { type Fields, Instant } from '../../wire/values.ts';
import {
  type ChangeAnswer,
  changeReply,
  isReply,
  type MisbehavingCall,
  type Misbehaviour,
  words,
} from './misbehaviour.ts';

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

const isWord = (text: string): boolean => /^[a-z][a-z0-9_]*$/.test(text);

/**
 * Answers the first `count` requests with `reply`; without a count, every request. Undefined if
 * `count` is not 1 to 1000.
 */
function answers(
  reply: MockReply,
  count: string | undefined,
): ((call: MisbehavingCall) => MockReply | undefined) | undefined {
  if (count === undefined) return () => reply;
  const times = integer(count, 1, 1000);
  return times === undefined ? undefined : ({ earlier }) => (earlier < times ? reply : undefined);
}

/** The misbehaviours of the replies to commands, and of HTTP. */
export const answerMisbehaviours: readonly Misbehaviour[] = [
  {
    name: 'reply.status',
    parameter: '<word>',
    requirements: ['client-transport/survives-unknown-status'],
    does: 'answers each successful command by this status, without other fields',
    make: (word) => (isWord(word) ? changeReply('all', () => ({ status: word })) : undefined),
  },
  {
    name: 'reply.reason',
    parameter: '<text>',
    requirements: ['client-transport/survives-unknown-status', 'client-transport/shows-reason'],
    does: 'answers each successful command by a status of a later version, with this reason',
    make: (reason) =>
      reason === '' ? undefined : changeReply('all', () => ({ status: 'dummy_of_a_later_version', reason })),
  },
  {
    name: 'creation.status',
    parameter: '<word>',
    requirements: ['client-greeting/confirmation-after-creation'],
    does: 'answers user_create and device_create by this status',
    make: (word) =>
      isWord(word) ? changeReply(['user_create', 'device_create'], () => ({ status: word })) : undefined,
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
      isWord(word) ? changeReply(['organization_bootstrap'], () => ({ status: word })) : undefined,
  },
  {
    name: 'http',
    parameter: '<status 400 to 599>[:<number of requests>]',
    requirements: [
      'client-transport/tells-refusals-apart',
      'client-transport/refusal-keeps-state',
      'client-transport/offline-is-retried',
      'client-trust/says-organization-unknown',
      'organization_bootstrap/client-stores-no-device-on-failure',
    ],
    does: 'refuses every request, or so many, with this HTTP status, and does not act',
    make: (text) => {
      const [number = '', count, ...more] = text.split(':');
      const status = integer(number, 400, 599);
      const refuse = status === undefined || more.length > 0 ? undefined : answers(refusal(status), count);
      return refuse && { refuse };
    },
  },
  {
    name: 'connection',
    parameter: 'lost[:<number of requests>]',
    requirements: [
      'client-transport/offline-is-retried',
      'organization_bootstrap/client-tells-failures-apart',
      'organization_bootstrap/client-stores-no-device-on-failure',
    ],
    does: 'acts, and closes the connection without an answer, at every request or at so many',
    make: (text) => {
      const [lost, count, ...more] = text.split(':');
      const hangUp = lost !== 'lost' || more.length > 0 ? undefined : answers('hang up', count);
      return hangUp && ((honest, call) => hangUp(call) ?? honest);
    },
  },
  {
    name: 'version',
    parameter: '<versions>',
    requirements: ['client-transport/shows-supported-versions', 'client-trust/says-which-is-older'],
    does: 'refuses every request with 422 and these Supported-Api-Versions, separated by `;`',
    make: (versions) =>
      /^\d+\.\d+(;\d+\.\d+)*$/.test(versions)
        ? { refuse: () => ({ status: 422, headers: [['Supported-Api-Versions', versions]] }) }
        : undefined,
  },
  {
    name: 'version.reply',
    parameter: '<version>',
    requirements: ['client-trust/any-minor-version', 'client-trust/foreign-version-refused'],
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
        ['organization_bootstrap', 'user_create', 'device_create', 'user_update', 'user_revoke'],
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
  words(
    {
      name: 'invitation',
      requirements: ['client-transport/tells-refusals-apart'],
      does: 'answers every request with an invitation token by 410',
    },
    {
      gone: () => ({
        refuse: ({ request }) => (/^\/invited\//.test(request.target) ? refusal(410) : undefined),
      }),
    },
  ),
  {
    name: 'terms',
    parameter: 'changing[:<number of changes>]',
    requirements: [
      'terms-of-service/client-accepts-only-shown-terms',
      'terms-of-service/client-shows-new-terms',
    ],
    does: 'changes the terms of service between their display and the first acceptances',
    make: (text) => {
      const [changing, count = '1', ...more] = text.split(':');
      const most = integer(count, 1, 1000);
      return changing !== 'changing' || most === undefined || more.length > 0 ? undefined : changeTerms(most);
    },
  },
  words(
    {
      name: 'terms.addresses',
      requirements: ['terms-of-service/client-links-web-addresses-only'],
      does: 'adds addresses of terms of service that run a script, open a file or start a program, or gives only those',
    },
    { 'unsafe-too': () => unsafeTerms(true), 'unsafe-only': () => unsafeTerms(false) },
  ),
];

const unsafeAddresses = {
  de: 'javascript:alert(1)',
  es: 'JavaScript:alert(1)',
  it: 'data:text/html,terms',
  ja: 'file:///etc/hosts',
  pt: 'x-program:terms',
};

const unsafeTerms = (keepsHonest: boolean): ChangeAnswer =>
  changeReply(['tos_get'], ({ per_locale_urls: honest, ...reply }) => ({
    ...reply,
    per_locale_urls: { ...(keepsHonest ? Object(honest) : {}), ...unsafeAddresses },
  }));

/** Each change of the terms has other addresses, and a later date. */
function changeTerms(most: number): ChangeAnswer {
  let changes = 0;
  return (honest, { command }) => {
    if (!isReply(honest)) return honest;
    if (command.cmd === 'tos_accept') {
      if (changes === most) return { reply: { status: 'ok' } };
      changes += 1;
      return { reply: { status: 'tos_mismatch' } };
    }
    const { per_locale_urls: urls, updated_on: updatedOn } = honest.reply;
    if (command.cmd !== 'tos_get' || changes === 0 || !(updatedOn instanceof Instant)) return honest;
    const changed = Object.entries(Object(urls)).map(([locale, url]) => [locale, `${url}#${changes}`]);
    return {
      reply: {
        ...honest.reply,
        per_locale_urls: Object.fromEntries(changed),
        updated_on: updatedOn.plusSeconds(60 * changes),
      },
    };
  };
}

/** Answers to the request for the event stream. */
export const streamAnswers = {
  refused: () => ({ status: 503 }),
  'hung-up': () => 'hang up',
  /** The stream ends at once. */
  'let-go': () => ({
    events: ({ write, end }) => {
      write(configurationFrame());
      end();
    },
  }),
  /** The stream announces a pause before reconnections, and ends. */
  retry: () => ({
    events: ({ write, end }) => {
      write(configurationFrame());
      write('retry:1700\n\n');
      end();
    },
  }),
  /** An event of a later version, whose id the client must keep. */
  'unknown-event': () => ({
    events: ({ write, end }) => {
      write(configurationFrame());
      write(eventFrame({ event: 'DUMMY', dummy: 1 }, randomBytes(16).toString('hex')));
      end();
    },
  }),
} satisfies Record<string, () => MockReply>;

const onStream =
  (answer: () => MockReply) =>
  (): ChangeAnswer =>
  (honest, { request }) =>
    request.method === 'GET' && /\/events$/.test(request.target) ? answer() : honest;

/** The misbehaviours of event streams. */
export const streamMisbehaviours: readonly Misbehaviour[] = [
  words(
    {
      name: 'events',
      requirements: ['events/client-reconnects'],
      does: 'refuses or ends every event stream, announces a pause of 1.7 s, or sends an unknown event',
    },
    Object.fromEntries(Object.entries(streamAnswers).map(([word, answer]) => [word, onStream(answer)])),
  ),
  words(
    {
      name: 'events',
      requirements: ['events/client-fetches-what-it-missed'],
      does: 'says on every event stream that events were missed',
    },
    {
      missed: onStream(() => ({
        events: ({ write }) => {
          write(configurationFrame());
          write('event:missed_events\ndata:\n\n');
        },
      })),
    },
  ),
  words(
    {
      name: 'configuration',
      requirements: ['user_create/outsider-setting-client'],
      does: 'says on every event stream that the organization allows no OUTSIDER',
    },
    { 'no-outsiders': onStream(() => ({ events: ({ write }) => write(configurationFrame(false)) })) },
  ),
];
