import { asBuffer, type Exchange, type SentRequest } from '../wire/exchange.ts';
import { headerOf } from '../wire/headers.ts';
import { Secrets } from '../wire/secrets.ts';
import { shellWord, terminalLine } from '../wire/terminal-text.ts';
import { curlCommand, isForCurl, shellWordWithoutToken, TOKEN_VARIABLE } from './curl.ts';

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
  /** Hides secrets. A request that the suite did not send is written with their names. */
  readonly redact: (text: string) => string;
  /** The administration token. The script takes it from a variable if the suite sent it. */
  readonly administrationToken: string | undefined;
  /** Options of curl for TLS, as words of the shell. */
  readonly tls?: readonly string[];
  /** Whether the server goes on after the run, and leaves the organization of the request open. */
  readonly isServerOpen: boolean;
}

/**
 * A shell script that sends a request with curl, byte for byte. Its body is in `request.bin` beside
 * the script. A request that curl cannot send is in `request.bin` with its head.
 *
 * Only a request that the suite sent has an address and may use the administration token. The
 * headers of another one are its sender's, who could choose both.
 *
 * @returns printable ASCII
 */
export function requestScript(parts: RequestScript): string {
  const {
    exchange,
    check,
    message,
    isNamed,
    again,
    redact,
    administrationToken,
    tls = [],
    isServerOpen,
  } = parts;
  const { request, origin } = exchange;
  const until = endOfSignatures(exchange);
  const anew =
    origin === undefined
      ? `To let the client send it anew: ${again}`
      : `To build that state anew and stop before this request: ${again} --step`;
  const word =
    origin === undefined
      ? (text: string) => shellWord(redact(text))
      : shellWordWithoutToken(administrationToken);
  const command =
    rawOf(request) === undefined
      ? curlCommand(request, {
          server: '"$server"',
          body: hasBody(request) ? 'request.bin' : undefined,
          options: tls,
          word,
        })
      : `${rawCommand('"$server"')} <request.bin`;
  const lines = [
    '#!/bin/sh',
    ...comments([
      `${check}: ${message}`,
      until === undefined ? 'Signatures: none that expires.' : `Signatures: ${validity(until)}.`,
      stateOf(exchange),
      ...serverOf(exchange, isServerOpen),
      anew,
      ...cutBody(exchange),
      ...(isNamed ? [] : ['The finding names no request. This is the last one of its check.']),
      origin === undefined
        ? 'Usage: sh request.sh URL (of a server, without a path)'
        : 'Usage: sh request.sh [URL of another server, without a path]',
    ]),
    'cd "$(dirname "$0")" || exit 1',
    ...(origin !== undefined && command.includes(TOKEN_VARIABLE)
      ? [`: "\${${TOKEN_VARIABLE}:?set it to the administration token of the server}"`]
      : []),
    ...(origin === undefined
      ? [`server=\${1:?'name the server: sh request.sh URL'}`]
      : ['server=$1', `[ -n "$server" ] || server=${shellWord(origin.address)}`]),
    ...(until === undefined ? [] : endedSignatures(until, anew)),
    command,
    '',
  ];
  return lines.join('\n');
}

/**
 * The bytes of a request with its head, if curl cannot send it unchanged.
 */
export function rawOf(request: SentRequest): Uint8Array | undefined {
  const { method, target, headers, body, raw } = request;
  if (raw !== undefined || isForCurl(request)) return raw;
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...headers.map(([name, value]) => `${name}:${value && ` ${value}`}`),
    '\r\n',
  ];
  const isChunked = headerOf(headers, 'transfer-encoding') !== undefined;
  const payload = isChunked ? [`${body.length.toString(16)}\r\n`, body, '\r\n0\r\n\r\n'] : [body];
  return Buffer.concat([lines.join('\r\n'), ...payload].map(bytesOf));
}

/** A head is in Latin-1. Text that has other characters was never on a wire. */
const bytesOf = (part: string | Uint8Array): Uint8Array =>
  typeof part === 'string' ? Buffer.from(part, /[^\0-\xff]/.test(part) ? 'utf8' : 'latin1') : part;

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
  const raw = rawOf(request);
  const hidden = (bytes: Uint8Array) => piped(hide(bytes, secretsOf(token)));
  if (raw !== undefined) return `${hidden(raw)}${rawCommand(server)}`;
  const options = { server, options: tls, word: shellWordWithoutToken(token) };
  return hasBody(request)
    ? `${hidden(request.body)}${curlCommand(request, { ...options, body: '-' })}`
    : curlCommand(request, options);
}

/** The administration token as a secret. */
export function secretsOf(token: string | undefined): Secrets {
  const secrets = new Secrets();
  if (token !== undefined) secrets.administrationToken(token);
  return secrets;
}

/** Replaces secrets in bytes. */
export function hide(bytes: Uint8Array, secrets: Secrets): Uint8Array {
  const text = asBuffer(bytes).toString('latin1');
  const hidden = secrets.redactKnown(text);
  return hidden === text ? bytes : Buffer.from(hidden, 'latin1');
}

const piped = (bytes: Uint8Array): string => `echo ${asBuffer(bytes).toString('base64')} | base64 -d | `;

/** Whether a request has a body, which may be empty. */
const hasBody = (request: SentRequest): boolean =>
  request.body.length > 0 || headerOf(request.headers, 'content-length') !== undefined;

/** A command that writes its standard input to a server and prints the answer. */
const rawCommand = (server: string): string =>
  `bash -c ${shellWord(
    [
      `s=\${1#*://}; p=80; case $1 in https:*) p=443 ;; esac`,
      'case $s in *:*) ;; *) s=$s:$p ;; esac',
      'if [ $p = 443 ]; then exec openssl s_client -quiet -connect "$s"; fi',
      `h=\${s%:*}; exec 3<>"/dev/tcp/\${h//[][]/}/\${s##*:}" && cat >&3 && cat <&3`,
    ].join('; '),
  )} bash ${server}`;

/** One line of printable ASCII. */
const asciiLine = (text: string): string => terminalLine(text).replace(/[^ -~]/g, '?');

/** Comment lines of the shell. */
const comments = (texts: readonly string[]): string[] => texts.map((text) => `# ${asciiLine(text)}`);

/** The signatures of a request, and the last second in which a server accepts all of them. */
interface SignaturesEnd {
  readonly what: readonly string[];
  /** In seconds since the Unix epoch. */
  readonly second: number;
}

const timeText = (second: number): string => `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;

const validity = ({ what, second }: SignaturesEnd): string =>
  `(${what.join(', ')}) valid until ${timeText(second)}, ${SIGNATURE_LIFETIME_S} s after they were made`;

/** Lines of the shell that say that the signatures have ended, if they have. */
function endedSignatures({ what, second }: SignaturesEnd, anew: string): readonly string[] {
  const text = `The signatures (${what.join(', ')}) ended at ${timeText(second)}. A server refuses them. ${anew}`;
  return [`[ "$(date +%s)" -le ${second} ] || printf '%s\\n' ${shellWord(asciiLine(text))} >&2`];
}

function endOfSignatures({ request, at }: Exchange): SignaturesEnd | undefined {
  const [, seconds] =
    /PARSEC-SIGN-ED25519\.[^.]*\.(\d{1,11})\./.exec(headerOf(request.headers, 'authorization') ?? '') ?? [];
  const signatures = [
    ...(seconds === undefined ? [] : [{ what: 'the device token', at: Number(seconds) }]),
    ...(hasCertificate(request) ? [{ what: 'certificates in the body', at: at.getTime() / 1000 }] : []),
  ];
  if (signatures.length === 0) return undefined;
  const second = Math.floor(Math.min(...signatures.map((one) => one.at))) + SIGNATURE_LIFETIME_S;
  return { what: signatures.map(({ what }) => what), second };
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

function serverOf({ request, origin }: Exchange, isServerOpen: boolean): readonly string[] {
  if (origin === undefined) return [];
  if (!isServerOpen) return ['The server ended with the run: name another one.'];
  return organizationOf(request) === undefined
    ? []
    : ['The run left the organization open: `sh ../expire.sh` expires it. Then this script gets HTTP 460.'];
}

const organizationOf = ({ target }: SentRequest): string | undefined =>
  /\bps-[0-9a-f]+-[0-9a-z]+/.exec(target)?.[0];
