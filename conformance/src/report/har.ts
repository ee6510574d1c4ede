import type { BodyView, ExchangeView } from '../runner/exchange-view.ts';
import type { Verdict } from '../runner/run-events.ts';
import { type HeaderList, unansweredText } from '../wire/exchange.ts';
import { headerOf } from '../wire/headers.ts';
import { printableJson } from '../wire/terminal-text.ts';
import type { CheckFinished } from './report-events.ts';
import type { RunLog } from './run-log.ts';

/**
 * The exchanges of a run as HAR 1.2 (HTTP Archive): a page for each check, and an entry for each
 * exchange that the other reports show. Secrets are hidden as in all reports.
 */
export function harReport({ started, checks, finished }: RunLog): string {
  const { suite, target, seed, startedAt } = started;
  const verdict: Verdict = finished?.verdict ?? 'none';
  const log = {
    version: '1.2',
    creator: { name: suite.name, version: suite.version },
    comment: `verdict: ${verdict}, target ${target.address}, seed ${seed}`,
    pages: checks
      .filter(({ exchanges }) => exchanges.length > 0)
      .map((check) => ({
        startedDateTime: check.exchanges[0]?.at ?? startedAt,
        id: check.check,
        title: `${check.outcome} ${check.check}`,
        pageTimings: {},
        ...(check.message === undefined ? {} : { comment: check.message }),
      })),
    entries: checks.flatMap((check) =>
      check.exchanges.map((exchange, index) => entryOf(check, exchange, index)),
    ),
  };
  return `${printableJson({ log })}\n`;
}

/** The server of a request that the suite received. Its sender could choose the header `Host`. */
const RECEIVER = 'http://suite.invalid';

function entryOf(check: CheckFinished, exchange: ExchangeView, index: number): object {
  const { request, response, error, label, at, server = RECEIVER, durationMs } = exchange;
  const roles = [
    ...(label === undefined ? [] : [label]),
    ...(index === check.culprit ? ['shows the failure'] : []),
  ];
  return {
    pageref: check.check,
    startedDateTime: at,
    time: durationMs,
    request: {
      method: request.method,
      url: `${server}${request.target.startsWith('/') ? '' : '/'}${uriText(request.target)}`,
      ...common(request.headers),
      queryString: queryOf(request.target),
      ...(request.body === undefined ? {} : { postData: postData(request.body, request.headers) }),
      bodySize: request.body?.bytes ?? 0,
    },
    response: {
      status: response?.status ?? 0,
      statusText: response?.reply ?? '',
      ...common(response?.headers ?? []),
      content: content(response?.body, response?.headers ?? []),
      redirectURL: '',
      bodySize: response?.body?.bytes ?? 0,
      ...(response === undefined ? { comment: unansweredText(error) } : {}),
    },
    cache: {},
    timings: { send: 0, wait: durationMs, receive: 0 },
    ...(roles.length === 0 ? {} : { comment: roles.join(', ') }),
  };
}

const common = (headers: HeaderList) => ({
  httpVersion: 'HTTP/1.1',
  cookies: [],
  headers: headers.map(([name, value]) => ({ name, value })),
  headersSize: -1,
});

/** Escapes what a URI cannot contain. */
const uriText = (text: string): string => encodeURI(text).replaceAll('%25', '%').replaceAll('#', '%23');

function queryOf(target: string): readonly object[] {
  const at = target.indexOf('?');
  const pairs = at < 0 ? [] : new URLSearchParams(target.slice(at + 1));
  return [...pairs].map(([name, value]) => ({ name, value }));
}

/** A body in base64. It is in hex if a secret is hidden in its hex form. */
function bodyText({ bytes, hex }: BodyView) {
  const isHex = /^(?:[0-9a-f]{2})*$/.test(hex);
  const isWhole = hex.length === bytes * 2;
  return {
    text: isHex ? Buffer.from(hex, 'hex').toString('base64') : hex,
    encoding: isHex ? 'base64' : 'hex',
    comment: isWhole ? undefined : `${bytes} bytes; secrets are hidden, or the end is missing`,
  };
}

const typeOf = (headers: HeaderList): string =>
  headerOf(headers, 'content-type') ?? 'application/octet-stream';

/** HAR has a field for the encoding of a response, but not for that of a request. */
function postData(body: BodyView, headers: HeaderList): object {
  const { text, encoding, comment } = bodyText(body);
  return { mimeType: typeOf(headers), text, comment: [encoding, comment].filter(Boolean).join(', ') };
}

function content(body: BodyView | undefined, headers: HeaderList): object {
  if (body === undefined) return { size: 0, mimeType: typeOf(headers) };
  return { size: body.bytes, mimeType: typeOf(headers), ...bodyText(body) };
}
