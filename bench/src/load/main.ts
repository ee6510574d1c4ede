import { Load } from './load.ts';
import type { Order } from './order.ts';

// A load in a process of its own: takes orders from its parent, says when it is ready, begins at a word, and tells what it saw.
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
  } catch (fault) {
    say({ fault: fault instanceof Error ? fault.message : String(fault) });
  }
}

// Waking a core that sleeps costs whoever wakes it: that would be the server, at each answer.
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
