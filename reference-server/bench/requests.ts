import { bearer, found, type Founding } from '../test/founding.ts';

const origin = 'Host: 127.0.0.1\r\n';
const rpc = `${origin}Api-Version: 5.6\r\nContent-Type: application/msgpack\r\nUser-Agent: bench\r\nAccept: */*\r\n`;

const whole = (head: string, body: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body]);

/** Creation of an organization by the administration. */
export const creation = (organization: string): Buffer =>
  whole(
    `POST /administration/organizations HTTP/1.1\r\n${origin}Authorization: Bearer s3cr3t\r\nContent-Type: application/json\r\n`,
    Buffer.from(JSON.stringify({ organization_id: organization })),
  );

/** The token in the reply to a creation. */
export function tokenIn(reply: Buffer): Uint8Array {
  const payload = /[?&]p=([\w-]+)/.exec(reply.toString('latin1'))?.[1];
  if (payload === undefined) throw new Error(`no bootstrap link in ${reply.toString('latin1')}`);
  return Buffer.from(payload, 'base64url').subarray(2);
}

/** A bootstrap, coherent, with fresh keys. */
export function bootstrap(organization: string, token: Uint8Array): { founding: Founding; request: Buffer } {
  const founding = found(token);
  return { founding, request: whole(`POST /anonymous/${organization} HTTP/1.1\r\n${rpc}`, founding.body) };
}

/** A call of `organization_info` by the first device. */
export const info = (organization: string, founding: Founding): Buffer =>
  whole(
    `POST /authenticated/${organization} HTTP/1.1\r\n${rpc}Authorization: ${bearer(founding)}\r\n`,
    Buffer.from('81a3636d64b16f7267616e697a6174696f6e5f696e666f', 'hex'),
  );
