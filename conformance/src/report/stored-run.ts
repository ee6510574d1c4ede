import type { BodyView, ExchangeView } from '../runner/exchange-view.ts';
import { exampleAmong } from './example-request.ts';
import type { CheckFinished, ReportEvent } from './report-events.ts';
import { answeredExchanges, examplesOf } from './run-index.ts';

/**
 * The events of a run as `reports/` keeps them. An exchange is whole if it is the example of a
 * requirement or its twin, or if its check did not pass and it has a label or shows the failure. Of
 * other exchanges, only what an index shows is kept. Commands that repeat a check are left out,
 * because they name files of one machine.
 */
export function storedEvents(events: readonly ReportEvent[]): readonly ReportEvent[] {
  const shownBy = new Map([...examplesOf('', events)].map(([id, { check }]) => [id, check]));
  return events
    .map((event): ReportEvent => {
      if (event.event === 'check-finished') return storedCheck(event, shownBy);
      if (event.event === 'run-started') return event;
      const withoutReplay = <Found extends object>(all: readonly Found[]) =>
        all.map((one) => ({ ...one, replay: null }));
      return event.event === 'run-finished'
        ? { ...event, causes: withoutReplay(event.causes) }
        : { ...event, counterexamples: withoutReplay(event.counterexamples) };
    })
    .toSorted((left, right) => (placeOf(left) < placeOf(right) ? -1 : 1));
}

/** Checks are sorted by id, between the first event and the last ones. */
function placeOf(event: ReportEvent): string {
  if (event.event === 'check-finished') return `1 ${event.check}`;
  return event.event === 'run-started' ? '0' : event.event === 'run-finished' ? '3' : '2';
}

/** @param shownBy - the check whose request is the example of a requirement */
function storedCheck(
  { replay: _, exchanges, culprit, ...check }: CheckFinished,
  shownBy: ReadonlyMap<string, string>,
): CheckFinished {
  const failed = culprit === undefined ? undefined : exchanges[culprit];
  const labelled = exchanges.filter(({ label }) => label !== undefined);
  const shown = check.requirements
    .filter(({ id }) => shownBy.get(id) === check.check)
    .map(({ id, sentence }) => exampleAmong(exchanges, sentence, id))
    .flatMap(({ exchange, valid }) => [exchange, valid]);
  const whole = new Set([failed, ...shown, ...(check.outcome === 'pass' ? [] : labelled)]);
  const lines = new Set(answeredExchanges({ ...check, exchanges }).values());
  const kept = exchanges.filter((one) => whole.has(one) || lines.has(one));
  return {
    ...check,
    exchanges: kept.map((one) => (whole.has(one) ? wholeExchange(one) : lineOf(one))),
    ...(failed === undefined ? {} : { culprit: kept.indexOf(failed) }),
  };
}

/** Characters of a body that are kept. `bytes` says how long it was. */
const MAX_BODY = 1024;

/** An exchange with each body in one form, and without the address of a server that is gone. */
function wholeExchange({ server: _, request, response, ...exchange }: ExchangeView): ExchangeView {
  const kept = response?.headers.filter(([name]) => KEPT_HEADERS.test(name)) ?? [];
  return {
    ...exchange,
    request: { ...request, ...withBody(request.body) },
    ...(response === undefined
      ? {}
      : { response: { ...response, headers: kept, ...withBody(response.body) } }),
  };
}

/** Headers of responses that say something about the server. */
const KEPT_HEADERS = /^(date|content-type|api-version|supported-api-versions|retry-after|location|server)$/i;

/** A body is kept as its fields, else as text, else in hex. */
function withBody(body: BodyView | undefined): { readonly body?: BodyView } {
  if (body === undefined) return {};
  const { bytes, hex, decoded, value } = body;
  if (value !== undefined) return { body: { bytes, hex: '', value } };
  if (decoded !== undefined) return { body: { bytes, hex: '', decoded: decoded.slice(0, MAX_BODY) } };
  return { body: { bytes, hex: hex.slice(0, MAX_BODY) } };
}

/** An exchange without headers and bodies. */
function lineOf({ server: _, request, response, ...exchange }: ExchangeView): ExchangeView {
  const { body: __, ...sent } = request;
  const { body: ___, ...received } = response ?? { status: 0 };
  return {
    ...exchange,
    request: { ...sent, headers: [] },
    ...(response === undefined ? {} : { response: { ...received, headers: [] } }),
  };
}
