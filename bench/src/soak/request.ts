/** A request in its parts, as it can be altered. */
export interface Request {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** Takes a whole request apart. */
export function takenApart(whole: Buffer): Request {
  const end = whole.indexOf('\r\n\r\n');
  const [line = '', ...lines] = whole.toString('latin1', 0, end).split('\r\n');
  const [method = '', target = ''] = line.split(' ');
  const headers = lines
    .map((text) => [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 2)] as const)
    .filter(([name]) => name !== 'Content-Length');
  return { method, target, headers, body: whole.subarray(end + 4) };
}

/** Puts it together again, the length of the body told truly. */
export function whole({ method, target, headers, body }: Request): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = `${method} ${target} HTTP/1.1\r\n${lines}Content-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}
