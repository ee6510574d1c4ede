import type { ServerResponse } from 'node:http';
import type { LiveBody } from '../core/call.ts';

/** How long a listener may leave what was written to it unread, in milliseconds. */
const patience = 30_000;
/** When the system asks a silent connection whether the other end is still there, in milliseconds. */
const probeAfter = 60_000;

/**
 * Writes frames as long as the listener takes them. While it does not, the next frames wait in the body, which ends
 * when too many do; a listener who takes nothing for long is cut off. So each costs a bounded amount of memory (EVT-17).
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
