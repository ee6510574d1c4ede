// Holds keys and passwords, and talks to the server. The page only shows what this thread returns.
import { acts } from './acts.ts';
import { type Answer, type Order, toPage } from './messages.ts';

/** The message of an unexpected error. Browsers name those of their storage alike. */
function messageOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError')
    return 'the storage of this browser is full: free some space, then try again';
  if (name === 'SecurityError' || name === 'InvalidStateError' || name === 'UnknownError')
    return 'this browser lets the page store nothing: leave the private window, or allow the page to store data';
  return error instanceof Error ? error.message : String(error);
}

addEventListener('message', async ({ data: { id, act, input } }: MessageEvent<Order>) => {
  const run = acts[act as keyof typeof acts] as (input: unknown) => Promise<unknown>;
  const answer = await run(input).then(
    (result): Answer => ({ id, result }),
    (error: unknown): Answer => ({ id, error: messageOf(error) }),
  );
  toPage(answer);
});
