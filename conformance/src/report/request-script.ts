import { asBuffer, type Exchange, type SentRequest } from '../wire/exchange.ts';
import { headerOf } from '../wire/headers.ts';
import { shellWord, terminalLine } from '../wire/terminal-text.ts';
import { curlCommand, shellWordWithoutToken, TOKEN_VARIABLE } from './curl.ts';

/** A server accepts a signature for this time after it was made, in seconds (AUTH-09). */
const SIGNATURE_LIFETIME_S = 320;

/** The parts of a script that sends a recorded request again. */
export interface RequestScript {
  readonly exchange: Exchange;
  readonly check: string;
  /** The finding. */
  readonly message: string;
  /** Whether the finding names this exchange, and not only its check. */
  readonly isNamed: boolean;
  /** The command that repeats the check. */
  readonly again: string;
  /** The administration token. The script takes it from a variable. */
  readonly administrationToken: string | undefined;
  /** Options of curl for TLS, as words of the shell. */
  readonly tls?: readonly string[];
}

/**
 * A shell script that sends a request with curl, byte for byte. Its body is in `request.bin` beside
 * the script. A request that curl cannot send is in `request.bin` with its head.
 *
 * @returns the bytes of the script; headers may hold bytes that are not UTF-8
 */
export function requestScript(parts: RequestScript): Buffer {
  const { exchange, check, message, isNamed, again, administrationToken, tls = [] } = parts;
  const { request, origin } = exchange;
  const word = shellWordWithoutToken(administrationToken);
  const address = origin?.address ?? `http://${headerOf(request.headers, 'host') ?? '127.0.0.1'}`;
  const command =
    request.raw === undefined
      ? curlCommand(request, {
          server: '"$server"',
          body: hasBody(request) ? 'request.bin' : undefined,
          options: tls,
          word,
        })
      : `${rawCommand(address, '"$server"')} <request.bin`;
  const lines = [
    '#!/bin/sh',
    ...comments([
      `${check}: ${message}`,
      validity(exchange),
      stateOf(exchange),
      ...expiryOf(exchange),
      origin === undefined
        ? `To let the client send it anew: ${again}`
        : `To build that state anew and stop before this request: ${again} --step`,
      ...cutBody(exchange),
      ...(isNamed ? [] : ['The finding names no request. This is the last one of its check.']),
      'Usage: sh request.sh [URL of another server, without a path]',
    ]),
    'cd "$(dirname "$0")" || exit 1',
    ...(command.includes(TOKEN_VARIABLE)
      ? [`: "\${${TOKEN_VARIABLE}:?set it to the administration token of the server}"`]
      : []),
    `server="\${1:-${address}}"`,
    command,
    '',
  ];
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** States that the recorded answer is only the beginning of what the server sent. */
function cutBody({ response, body }: Exchange): readonly string[] {
  const length = response?.length;
  return length === undefined
    ? []
    : [`response.bin holds the first ${body.length} bytes of an answer of at least ${length}.`];
}

/**
 * A command to paste that sends a request with its body, by curl if that is possible. It does not
 * contain the administration token.
 */
export function pastableRequest(
  request: SentRequest,
  address: string,
  token: string | undefined,
  tls: readonly string[] = [],
): string {
  const server = shellWord(address);
  const { body, raw } = request;
  if (raw !== undefined) return `${piped(raw)}${rawCommand(address, server)}`;
  const options = { server, options: tls, word: shellWordWithoutToken(token) };
  return hasBody(request)
    ? `${piped(body)}${curlCommand(request, { ...options, body: '-' })}`
    : curlCommand(request, options);
}

const piped = (bytes: Uint8Array): string => `echo ${asBuffer(bytes).toString('base64')} | base64 -d | `;

/** Whether a request has a body, which may be empty. */
const hasBody = (request: SentRequest): boolean =>
  request.body.length > 0 || headerOf(request.headers, 'content-length') !== undefined;

/** A command that writes its standard input to a server and prints the answer. */
function rawCommand(address: string, server: string): string {
  const { protocol } = new URL(address);
  const split = `s=\${1#*://} && case $s in *:*) ;; *) s=$s:${protocol === 'https:' ? 443 : 80} ;; esac`;
  const send =
    protocol === 'https:'
      ? 'openssl s_client -quiet -connect "$s"'
      : `h=\${s%:*} && exec 3<>"/dev/tcp/\${h//[][]/}/\${s##*:}" && cat >&3 && cat <&3`;
  return `bash -c ${shellWord(`${split} && ${send}`)} bash ${server}`;
}

/** Comment lines of the shell, in printable ASCII. */
const comments = (texts: readonly string[]): string[] =>
  texts.map((text) => `# ${terminalLine(text).replace(/[^ -~]/g, '?')}`);

/** Until when a server accepts the signatures of a request. */
function validity({ request, at }: Exchange): string {
  const [, seconds] =
    /PARSEC-SIGN-ED25519\.[^.]*\.(\d{1,11})\./.exec(headerOf(request.headers, 'authorization') ?? '') ?? [];
  const made = [
    ...(seconds === undefined ? [] : [{ what: 'the device token', at: Number(seconds) }]),
    ...(hasCertificate(request) ? [{ what: 'certificates in the body', at: at.getTime() / 1000 }] : []),
  ];
  if (made.length === 0) return 'Signatures: none that expires.';
  const until = new Date((Math.min(...made.map((one) => one.at)) + SIGNATURE_LIFETIME_S) * 1000);
  const text = `${until.toISOString().slice(0, 19)}Z`;
  return `Signatures (${made.map(({ what }) => what).join(', ')}): valid until ${text}, ${SIGNATURE_LIFETIME_S} s after they were made.`;
}

/** The byte after a signature, and the magic number of zstd (RFC 8878): a signed certificate. */
const CERTIFICATE_START = Buffer.from('0028b52ffd', 'hex');

const hasCertificate = ({ body }: SentRequest): boolean => asBuffer(body).includes(CERTIFICATE_START);

function stateOf({ request, origin }: Exchange): string {
  if (origin === undefined) return 'State: a client sent it to a server of the suite, which has ended.';
  const organization = organizationOf(request);
  const before = origin.number - 1;
  const where = organization === undefined ? '' : ` in the organization ${organization}`;
  return before === 0
    ? 'State: no earlier request of the check.'
    : `State: that after the earlier requests of the check (${before}, see sequence.ndjson)${where}.`;
}

function expiryOf({ request, origin }: Exchange): readonly string[] {
  if (origin === undefined) return [];
  return [
    organizationOf(request) === undefined
      ? 'Servers that the run started have ended.'
      : 'The end of the run expires its organizations and ends its servers: then this script gets HTTP 460 or no answer.',
  ];
}

const organizationOf = ({ target }: SentRequest): string | undefined =>
  /\bps-[0-9a-f]+-[0-9a-z]+/.exec(target)?.[0];
