import type { RecordedFinding } from '../runner/suite-options.ts';
import { Exchange, type HeaderList } from '../wire/exchange.ts';
import { recordExchange } from '../wire/recorded-exchange.ts';
import type { Secrets } from '../wire/secrets.ts';
import { printableJson } from '../wire/terminal-text.ts';
import { reportEvent } from './report-events.ts';
import { hide, rawOf, requestScript, secretsOf } from './request-script.ts';

/** Options of {@link findingFiles}. */
export interface FindingFilesOptions {
  /** The command that repeats the check. */
  readonly again: string;
  /** The token that must appear in no file. */
  readonly administrationToken: string | undefined;
  /** Options of curl for TLS, as words of the shell. */
  readonly tls?: readonly string[];
  /** Whether the server goes on after the run, and leaves the organizations of the finding open. */
  readonly isServerOpen: boolean;
}

/**
 * The files of a recorded finding by name: the request and its answer as bytes, a script that sends
 * the request again, the exchange as JSON, and all exchanges of the check. They hold secrets of the
 * organizations of the run.
 */
export function findingFiles(
  { check, result, culprit, isNamed, exchanges }: RecordedFinding,
  { again, administrationToken, tls = [], isServerOpen }: FindingFilesOptions,
): Readonly<Record<string, Uint8Array>> {
  const secrets = secretsOf(administrationToken);
  const record = (exchange: Exchange) => recordExchange(withoutSecrets(exchange, secrets), exchange.at);
  const all = exchanges.includes(culprit) ? exchanges : [...exchanges, culprit];
  const { request, response } = culprit;
  const { outcome, message = outcome } = reportEvent(result);
  return {
    'request.bin': hide(rawOf(request) ?? request.body, secrets),
    'response.bin': hide(response?.body ?? new Uint8Array(), secrets),
    'request.sh': Buffer.from(
      requestScript({
        ...{ exchange: culprit, check, message, isNamed, again, administrationToken, tls, isServerOpen },
        redact: (text) => secrets.redactKnown(text),
      }),
    ),
    'exchange.json': Buffer.from(`${printableJson(record(culprit), 2)}\n`),
    'sequence.ndjson': Buffer.from(all.map((one) => `${printableJson(record(one))}\n`).join('')),
  };
}

function withoutSecrets(exchange: Exchange, secrets: Secrets): Exchange {
  const { request, response, error = '', durationMs } = exchange;
  const hidden = <Message extends { readonly headers: HeaderList; readonly body: Uint8Array }>(
    message: Message,
  ): Message => ({
    ...message,
    headers: message.headers.map(([name, value]) => [name, secrets.redactKnown(value)]),
    body: hide(message.body, secrets),
  });
  const target = secrets.redactKnown(request.target);
  return new Exchange(
    { ...hidden(request), target },
    response === undefined ? error : hidden(response),
    durationMs,
  );
}
