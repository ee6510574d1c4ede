import type { Vector, VectorFile } from '@parsec-spec/spec/vectors';
import { loadSamples } from '../vocabulary/samples/load-samples.ts';
import { encode } from '../wire/encode.ts';
import type { Fields } from '../wire/values.ts';
import type { CertificateEntry } from './certificate-history.ts';
import type { ExampleOrganization } from './example-organization.ts';
import type { MessageVectors } from './message-vectors.ts';
import { acceptable, hex, hexFile, invalid, notationOf, refusedByParsecCloud, valid } from './vector-file.ts';

/** `ping` has no sample, because production servers do not serve it. */
const ping = {
  requests: { ping: { cmd: 'ping', ping: 'hello' } },
  replies: { pong: { status: 'ok', pong: 'hello' } },
};

/**
 * Requests and replies of the example organization: one file for each command whose sample has
 * `messages`, and one for `ping`.
 */
export async function messageFiles(
  example: ExampleOrganization,
  certificates: readonly CertificateEntry[],
): Promise<Record<string, VectorFile>> {
  const signed = (id: string): Uint8Array => {
    const certificate = certificates.find((one) => one.id === id);
    if (certificate === undefined) throw new RangeError(`the example organization has no certificate ${id}`);
    return certificate.signed;
  };
  const files = { 'messages/ping.json': fileOf('ping', 'authenticated', ping) };
  for (const { command, sample, messages } of await loadSamples()) {
    if (messages === undefined) continue;
    const file = fileOf(
      command,
      sample.family,
      (messages as MessageVectors)({ example, certificates, signed }),
    );
    Object.assign(files, { [`messages/${command}.json`]: file });
  }
  return files;
}

const fileOf = (
  command: string,
  family: string,
  { requests, replies }: ReturnType<MessageVectors>,
): VectorFile =>
  hexFile(
    command,
    `Requests and replies of \`${command}\`.`,
    [...vectorsOf('request', requests), ...vectorsOf('reply', replies)],
    family,
  );

function vectorsOf(name: 'request' | 'reply', messages: Readonly<Record<string, Fields>>): Vector[] {
  const input = { part: name };
  const short = name === 'request' ? 'req' : 'rep';
  return Object.entries(messages).flatMap(([id, message], index) => {
    const vector = valid(
      [`${short}-${id}`, `The ${name} ${id}.`],
      hex(encode(message)),
      notationOf(message),
      input,
    );
    if (index > 0) return [vector];
    const { cmd: _cmd, status: _status, ...rest } = message;
    const more = acceptable(
      [`${short}-with-more`, 'A later version may add a key.'],
      hex(encode({ ...message, added_later: 1 })),
      notationOf(message),
      input,
    );
    const fieldless = name === 'request' && Object.keys(rest).length === 0;
    return [
      vector,
      fieldless
        ? refusedByParsecCloud(more, 'Its decoder takes no key but `cmd` where there are no fields.')
        : more,
      invalid(
        [`${short}-nameless`, `Without ${name === 'request' ? '`cmd`' : '`status`'}.`],
        hex(encode(rest)),
        input,
      ),
      invalid([`${short}-cut`, 'The last byte is missing.'], hex(encode(message).subarray(0, -1)), input),
    ];
  });
}
