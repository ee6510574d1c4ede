// The child process of a load: receives orders, reports `ready`, starts on `go`, reports the figures.
import { Load } from './load.ts';
import type { Order } from './order.ts';

const load = new Load(Number(process.argv[2]));
const say = (message: object): void => void process.send?.(message);

process.on('message', (message: { readonly order: Order } | { readonly go: true }) => {
  if ('order' in message) void serve(message.order);
  else begin();
});
process.on('disconnect', () => process.exit(0));

let begin = (): void => undefined;

async function serve(order: Order): Promise<void> {
  try {
    const run = await load.prepare(order);
    await new Promise<void>((resolve) => {
      begin = resolve;
      say({ ready: true });
    });
    const awake = stayAwake();
    say({ ran: await run().finally(awake) });
  } catch (error) {
    say({ error: error instanceof Error ? error.message : String(error) });
  }
}

// Keeps the core busy. Waking an idle core costs CPU time of the server at each reply.
function stayAwake(): () => void {
  let running = true;
  const turn = (): void => {
    if (running) setImmediate(turn);
  };
  turn();
  return () => {
    running = false;
  };
}
