import type { BodyView, ExchangeView } from '../events/index.ts';

const indent = (text: string, blanks: number): string =>
  text
    .split('\n')
    .map((line) => `${' '.repeat(blanks)}${line}`)
    .join('\n');

/** An exchange for a terminal: both sides, decoded where they can be, in hex, cut to `hexLimit` digits. */
export function textExchange(exchange: ExchangeView, hexLimit = 256): string {
  const { request, response, error, firstError, durationMs } = exchange;
  const lines = [
    `> ${request.method} ${request.target}`,
    ...request.headers.map(([name, value]) => `> ${name}: ${value}`),
    ...body(request.body, hexLimit),
  ];
  if (firstError !== undefined) lines.push(`< ${firstError} on a kept connection, sent again on a fresh one`);
  if (response === undefined) lines.push(`< no answer: ${error ?? 'unknown'} after ${durationMs} ms`);
  else
    lines.push(
      `< ${response.status}${response.reply === undefined ? '' : ` ${response.reply}`}  (${durationMs} ms)`,
      ...response.headers.map(([name, value]) => `< ${name}: ${value}`),
      ...body(response.body, hexLimit),
    );
  return lines.join('\n');
}

function body(view: BodyView | undefined, hexLimit: number): string[] {
  if (view === undefined) return [];
  const cut = view.hex.length > hexLimit ? `${view.hex.slice(0, hexLimit)}…` : view.hex;
  return [
    `  ${view.bytes} bytes: ${cut}`,
    ...(view.decoded === undefined ? [] : [indent(view.decoded.slice(0, 4000), 2)]),
  ];
}
