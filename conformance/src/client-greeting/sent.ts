import type { Exchange } from '../exchange/index.ts';

/** All that a request told the server: target, headers, body. */
export const sent = ({ request }: Exchange): Uint8Array =>
  Buffer.concat([Buffer.from(`${request.target}\n${request.headers.join('\n')}\n`), request.body]);
