import type { Exchange } from '../exchange/index.ts';

/** Everything that a request sent to the server: target, headers, body. */
export const sent = ({ request }: Exchange): Uint8Array =>
  Buffer.concat([Buffer.from(`${request.target}\n${request.headers.join('\n')}\n`), request.body]);
