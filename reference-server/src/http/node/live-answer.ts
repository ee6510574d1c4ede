import type { ServerResponse } from 'node:http';
import type { LiveBody } from '../../core/call.ts';

/** How long a listener may leave what was written to it unread, in milliseconds. */
const patience = 30_000;
/** Milliseconds of silence after which TCP keep-alive probes the other end. */
const probeAfter = 60_000;

/**
 * Writes frames as fast as the listener reads them. Meanwhile further frames wait in the body,
 * which ends when too many do. A listener that reads nothing for long is disconnected. So each one
 * costs a bounded amount of memory (EVT-17).
 */
export async function liveAnswer(response: ServerResponse, body: LiveBody): Promise<void> {
  response.on('close', () => body.end());
  response.socket?.setKeepAlive(true, probeAfter);
  response.flushHeaders();
  for await (const frame of body) {
    if (response.destroyed) return;
    if (!response.write(frame) && !(await drained(response))) {
      response.destroy();
      return;
    }
  }
  response.end();
}

function drained(response: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (answer: boolean): void => {
      clearTimeout(timer);
      response.off('drain', taken);
      response.off('close', gone);
      resolve(answer);
    };
    const taken = (): void => settle(true);
    const gone = (): void => settle(false);
    const timer = setTimeout(gone, patience);
    response.on('drain', taken);
    response.on('close', gone);
  });
}
