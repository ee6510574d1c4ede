import { Buffer } from 'node:buffer';

/** One HTTP/1.1 request as bytes, ready to send on a connection that stays open. */
export function request(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array = new Uint8Array(),
): Buffer {
  const lines = Object.entries({ Host: '127.0.0.1', ...headers, 'Content-Length': String(body.length) });
  const head = `${method} ${target} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

const rpcHeaders = { 'Content-Type': 'application/msgpack', 'Api-Version': '5.6' };

/** A call of a command family, with a device's token or without. */
export function rpc(target: string, body: Uint8Array, token?: string): Buffer {
  return request(
    'POST',
    target,
    token === undefined ? rpcHeaders : { ...rpcHeaders, Authorization: `Bearer ${token}` },
    body,
  );
}

/** A call of the administration. */
export function administration(method: string, target: string, token: string, body: unknown): Buffer {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  return request(method, target, headers, Buffer.from(JSON.stringify(body)));
}
