import type { Judge } from '../../../src/judge/judge.ts';
import type { Organization } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { apiVersion } from '../../../src/wire/api-version.ts';
import { encode } from '../../../src/wire/encode.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

const tooLong = (1 << 20) + 1;
const chunk = 1 << 16;

/** The head of a raw bootstrap request, with these framing headers. */
const head = (judge: Judge, { id }: Organization, framing: readonly string[]): string =>
  [
    `POST /anonymous/${encodeURIComponent(id)} HTTP/1.1`,
    `Host: ${new URL(judge.address).host}`,
    `Api-Version: ${apiVersion}`,
    'Content-Type: application/msgpack',
    ...framing,
    '\r\n',
  ].join('\r\n');

/** A body split into chunks of at most 64 KiB, and the last, empty one. */
function chunked(body: Uint8Array): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < body.length; at += chunk) {
    const part = body.subarray(at, at + chunk);
    parts.push(Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]));
  }
  return [...parts, Buffer.from('0\r\n\r\n')];
}

/** Expects one of these statuses, or a closed connection. */
function expectStopped(judge: Judge, exchange: Exchange, statuses: readonly number[], what: string): void {
  const closed = exchange.response === undefined && exchange.error !== 'timeout';
  if (!closed) judge.expect.answer(exchange, statuses, what);
}

/**
 * Asserts that the valid bootstrap with a chunked body is accepted, so that the refusals above
 * concern only their mistakes.
 */
async function expectChunksAccepted(judge: Judge, organization: Organization): Promise<void> {
  const body = encode(judge.newBootstrap(organization).message);
  const pieces = [head(judge, organization, ['Transfer-Encoding: chunked']), ...chunked(body)];
  judge.expect.reply(await judge.socket(pieces, { label: 'valid' }), 'ok', 'a small body in chunks');
}

verifies('transport/limit-holds-when-chunked', async (judge) => {
  const organization = await judge.organization();
  const framing = ['Transfer-Encoding: chunked'];
  const pieces = [head(judge, organization, framing), ...chunked(new Uint8Array(tooLong))];
  const refused = await judge.socket(pieces, { label: 'more than 1 MiB in chunks' });
  expectStopped(judge, refused, [413], 'more than 1 MiB in chunks');
  await expectChunksAccepted(judge, organization);
});

verifies('transport/length-lies', async (judge) => {
  const organization = await judge.organization();
  const framing = ['Content-Length: 10', 'Transfer-Encoding: chunked'];
  const pieces = [head(judge, organization, framing), ...chunked(new Uint8Array(tooLong))];
  const refused = await judge.socket(pieces, { label: 'announces 10 bytes, sends more than 1 MiB' });
  expectStopped(judge, refused, [413, 400], 'a body of more than 1 MiB under Content-Length: 10');
  await expectChunksAccepted(judge, organization);
});

verifies('transport/length-is-no-number', async (judge) => {
  const organization = await judge.organization();
  const body = encode(judge.newBootstrap(organization).message);
  const send = (length: string) =>
    judge.socket([head(judge, organization, [`Content-Length: ${length}`]), body], { label: length });
  for (const length of ['abc', '-1', `${body.length}x`])
    judge.expect.answer(await send(length), [413, 400], `Content-Length: ${length}`);
  judge.expect.reply(await send(String(body.length)), 'ok', 'the right length');
});
