// Holds keys and passwords, and talks to the server. The page only shows what this thread returns.
import { acts } from './acts.ts';
import type { Answer, Order } from './messages.ts';

addEventListener('message', async ({ data: { id, act, input } }: MessageEvent<Order>) => {
  const run = acts[act as keyof typeof acts] as (input: unknown) => Promise<unknown>;
  const answer = await run(input).then(
    (result): Answer => ({ id, result }),
    (error: unknown): Answer => ({ id, fault: error instanceof Error ? error.message : String(error) }),
  );
  postMessage(answer);
});
