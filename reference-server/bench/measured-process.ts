import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createServer } from '../src/core/index.ts';
import { fastestCrypto } from '../src/crypto/index.ts';
import { openJournal } from '../src/journal/index.ts';
import { listen } from '../src/node/index.ts';
import type { Figures } from './measured.ts';

// A server in a process of its own, which says what a call costs it. Argument: the database.
const [db = 'memory:'] = process.argv.slice(2);
const config = { administration_token: 's3cr3t', validation_emails: { cooldown: 0, mostPerHour: 0 } };
const server = createServer({ journal: await openJournal(db), crypto: await fastestCrypto(), config });
const listening = await listen(server, { host: '127.0.0.1', port: 0 });

const mebibytes = (): number => process.memoryUsage.rss() / 1_048_576;
const delay = monitorEventLoopDelay({ resolution: 1 });
let [cpu, before, most] = [process.cpuUsage(), mebibytes(), mebibytes()];
let watch: NodeJS.Timeout | undefined;
let [worked, longest] = [0, 0];
const work = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

const requests: Readonly<Record<string, () => void>> = {
  begin: () => {
    delay.reset();
    delay.enable();
    [cpu, before, most] = [process.cpuUsage(), mebibytes(), mebibytes()];
    [worked, longest] = [work(), 0];
    watch = setInterval(() => {
      const now = work();
      [worked, longest] = [now, Math.max(longest, now - worked)];
      most = Math.max(most, mebibytes());
    }, 1);
    process.send?.('begun');
  },
  end: () => {
    clearInterval(watch);
    delay.disable();
    const { user, system } = process.cpuUsage(cpu);
    most = Math.max(most, mebibytes());
    const figures: Figures = { cpu: (user + system) / 1_000, held: delay.max / 1e6, longest, before, most };
    process.send?.(figures);
  },
  stop: () => {
    void listening
      .stop(100)
      .then(() => server.close())
      .then(() => process.disconnect());
  },
};
process.on('message', (request) => requests[String(request)]?.());
process.send?.(listening.port);
