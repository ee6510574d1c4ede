import { API_VERSION } from '@parsec-spec/spec/commands';
import type { CallFailure } from '../call/call.ts';
import type { HttpOutcome } from '../call/http-outcome.ts';
import type { OfflineCause } from '../call/offline-cause.ts';
import type { CertificateRefusal } from '../journeys/send-certificate.ts';

/** What went wrong and what the user can do. */
export interface Explanation {
  message: string;
  hint: string;
}

/** Explains why a call failed (TRANSPORT-33, TRANSPORT-34). */
export function explainCall(call: CallFailure): Explanation {
  switch (call.outcome) {
    case 'offline':
      return special.offline(call);
    case 'unsupported-api-version':
      return special['unsupported-api-version'](call);
    case 'unexpected-http-status':
      return special['unexpected-http-status'](call);
    case 'oversized-reply':
      return special['oversized-reply'](call);
    case 'unknown-status': {
      const reason = call.reason === undefined ? '' : `: ${cut(call.reason)}`;
      return {
        message: `the server answered ${cut(call.status)}, which this client does not know${reason}`,
        hint: 'a newer client may know it',
      };
    }
    case 'unreadable-reply':
      return { message: `the reply cannot be read: ${call.detail}`, hint: 'is this a Parsec server?' };
    default: {
      const [message, hint] = statuses[call.outcome];
      return { message, hint };
    }
  }
}

const statuses: Record<
  Exclude<HttpOutcome['outcome'], keyof typeof special>,
  [message: string, hint: string]
> = {
  'missing-authentication': [
    'the server received no credentials (HTTP 401)',
    'this client sent them: look for a proxy that drops the Authorization header',
  ],
  'bad-authentication': [
    'the server does not know this device, or its signature is not valid (HTTP 403)',
    'check that this is the right server and device file; a server whose data was reset no longer knows any device',
  ],
  'organization-not-found': [
    'the server does not know this organization (HTTP 404)',
    'check the name and the server; an organization must be created before it is bootstrapped',
  ],
  'accept-refused': [
    'the server does not send the requested content type (HTTP 406)',
    'is this a Parsec server?',
  ],
  'invitation-gone': ['the invitation was used or deleted (HTTP 410)', 'ask for a new one'],
  'request-too-large': [
    'the request is too long for the server (HTTP 413)',
    'does a proxy have a lower limit?',
  ],
  'request-not-understood': [
    'the server does not understand the request (HTTP 415)',
    'it may be older or newer than this client: compare versions with its administrator',
  ],
  'organization-expired': ['the organization has expired (HTTP 460)', 'ask the administrator of the server'],
  'user-revoked': [
    'the user is revoked (HTTP 461)',
    'ask an administrator of the organization for a new invitation',
  ],
  'user-frozen': [
    'the user is frozen (HTTP 462)',
    'ask the administrator of the server to unfreeze the account',
  ],
  'terms-not-accepted': [
    'the terms of service are not accepted yet, or have changed (HTTP 463)',
    'read and accept them: `client login` shows them',
  ],
  'web-client-refused': ['the organization does not allow web clients (HTTP 464)', 'use another client'],
  'token-expired': [
    'the clocks of this machine and of the server differ too much (HTTP 498)',
    'set the clock of this machine: they may differ by five minutes at most',
  ],
};

const offlineCauses: Record<OfflineCause, [message: string, hint: string]> = {
  'name-not-found': ['no server has this name', 'check the spelling of the address and the network'],
  'connection-refused': ['nothing listens at this address', 'check address and port; is the server running?'],
  unreachable: ['the server cannot be reached', 'check the address and the network, and try again'],
  tls: [
    'the server does not speak TLS there, or its certificate is not trusted',
    'check the address; for a certificate authority of your own give --ca-file; no_ssl=true connects without encryption and is only for servers without TLS',
  ],
  timeout: ['the server did not answer in time', 'try again later'],
  'connection-lost': ['the connection ended before an answer came', 'try again; is this a Parsec server?'],
  gateway: ['the server is not available behind its gateway', 'try again later'],
  cancelled: ['the call was cancelled', 'try again'],
};

const olderSides: Record<'client' | 'server' | 'neither', [message: string, hint: string]> = {
  client: ['the server is newer than this client', 'update this client'],
  server: ['the server is older than this client', 'ask the administrator of the server to update it'],
  neither: [
    'the server does not serve the version of this client',
    'use a client of a version that it serves',
  ],
};

const special = {
  offline: (call: Extract<HttpOutcome, { outcome: 'offline' }>): Explanation => {
    const [message, hint] = offlineCauses[call.cause];
    return { message: `${message} (${call.detail})`, hint };
  },
  'unsupported-api-version': (
    call: Extract<HttpOutcome, { outcome: 'unsupported-api-version' }>,
  ): Explanation => {
    const served =
      call.served.length === 0 ? 'other versions, which it does not name' : call.served.join(', ');
    const [message, hint] = olderSides[call.older ?? 'neither'];
    const versions = `this client speaks ${API_VERSION}, the server serves ${served} (HTTP ${call.http})`;
    return { message: `${message}: ${versions}`, hint };
  },
  'unexpected-http-status': (
    call: Extract<HttpOutcome, { outcome: 'unexpected-http-status' }>,
  ): Explanation => ({
    message: `the server answered HTTP ${call.http}, which is not part of the protocol`,
    hint:
      call.http >= 500
        ? 'this is an error of the server: tell its administrator'
        : 'is this a Parsec server?',
  }),
  'oversized-reply': (call: Extract<HttpOutcome, { outcome: 'oversized-reply' }>): Explanation => ({
    message: `the reply is longer than ${call.limit} bytes and was not read`,
    hint: 'tell the administrator of the server',
  }),
} as const;

/** Longest text of a server that an explanation repeats, in characters. */
const MAX_TEXT = 200;

const cut = (text: string): string => (text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`);

/**
 * The explanations of certificates that the server refused.
 *
 * @param again what the user does then: `try again`
 */
export const certificateRefusals = (again: string) => ({
  'clock-off': ({ server, client }: Extract<CertificateRefusal, { outcome: 'clock-off' }>): Explanation => ({
    message: `the clocks disagree: ${client} here, ${server} on the server`,
    hint: `set the clock of this machine, then ${again}`,
  }),
  overtaken: (): Explanation => ({
    message: 'other clients wrote newer certificates before each attempt',
    hint: `${again} in a minute`,
  }),
  'certificates-refused': ({
    status,
  }: Extract<CertificateRefusal, { outcome: 'certificates-refused' }>): Explanation => ({
    message: `the server refused the certificates of this client (${status})`,
    hint: 'client and server disagree about the protocol: report this with the version of the server',
  }),
});

/** Explains that the keys of a new device could not be stored before the request. */
export const explainUnstored = (ended: { folder: string; detail: string }): Explanation => ({
  message: `the keys cannot be stored in ${ended.folder} (${ended.detail}), so nothing was sent`,
  hint: 'make the folder writable or name another with --config-dir, and use the same link again',
});
