import type { IncomingMessage } from 'node:http';
import { type Readable, readableBytes } from '../core/readable.ts';
import type { Share } from './body-room.ts';

/** Bytes of a body that may come before its turn. */
const most = 65_536;

/**
 * The body of a request that waits for its turn, taken in meanwhile: node would keep whatever is sent, however much that is and in however
 * small pieces. Who sends more than is taken is cut off. Undefined: the turn never came.
 */
export async function earlyBody(
  { rawHeaders, url = '', socket }: Pick<IncomingMessage, 'rawHeaders' | 'url' | 'socket'>,
  coming: Readable,
  share: Share,
  turn: Promise<boolean>,
): Promise<Readable | undefined> {
  // The head lies there as long.
  const head = rawHeaders.reduce((sum, { length }) => sum + length, url.length);
  const whole = share.take(head) ? coming.read(most).catch(() => undefined) : Promise.resolve(undefined);
  void whole.then((bytes) => bytes instanceof Uint8Array || socket.destroy());
  if (!(await turn)) return undefined;
  const bytes = await whole;
  return bytes instanceof Uint8Array ? readableBytes(bytes) : undefined;
}
