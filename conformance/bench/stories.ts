import { requirements } from '@parsec-spec/spec/requirements';
import { loadChecks } from '../src/judge/registry.ts';
import { tableStories } from '../src/play/table-stories.ts';
import { runSuite } from '../src/runner/run-suite.ts';
import { defaultCapabilities } from '../src/targets/capabilities.ts';
import { memoryStartOptions, startMemory } from '../src/targets/memory-target.ts';
import type { StartOptions } from '../src/targets/start-options.ts';
import type { ServerTarget } from '../src/targets/target.ts';

// The cost of a story on our server in memory, next to that of a check in code in the same run: one after
// the other, time and CPU of judge and server together.
//
//   npm run bench:stories

/** What a check took, in ms. */
interface Cost {
  readonly id: string;
  readonly ms: number;
  readonly cpuMs: number;
}

const stories = new Set(
  [...requirements, ...tableStories].flatMap(({ id, stories: own = [] }) =>
    own.map(({ case: name }) => (name === undefined ? id : `${id}#${name}`)),
  ),
);
const quick = (await loadChecks()).filter(
  ({ kind, needs = [] }) => kind === 'server' && !needs.includes('slow') && !needs.includes('faults'),
);

const costs: Cost[] = [];
const start = (options: StartOptions) => startMemory({ administrationToken: 's3cr3t' }, options);
const server: ServerTarget = {
  ...(await start({})),
  ...{ kind: 'memory', spec: 'memory:reference', capabilities: { ...defaultCapabilities, mail: true } },
  ...{ baseline: [], callback: { bind: '127.0.0.1', host: '127.0.0.1' } },
  ...{ start, startOptions: memoryStartOptions },
};
let before = process.cpuUsage();
await runSuite({
  ...{ server, checks: quick, seed: 'bench', run: 'be7c40', jobs: 1, withoutPreflight: {} },
  onEvent: (event) => {
    if (event.event !== 'check-finished') return;
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    if (event.outcome === 'pass')
      costs.push({ id: event.check, ms: event.durationMs, cpuMs: (user + system) / 1000 });
    process.stderr.write(
      costs.length % 200 === 0 ? `bench:stories: ${costs.length} of ${quick.length}\n` : '',
    );
  },
});
await server.close();

const ofStories = costs.filter(({ id }) => stories.has(id));
const others = costs.filter(({ id }) => !stories.has(id));

const middle = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;

const row = (name: string, list: readonly Cost[]): string =>
  [
    name.padEnd(16),
    String(list.length).padStart(7),
    ...(['ms', 'cpuMs'] as const).flatMap((unit) => {
      const values = list.map((cost) => cost[unit]);
      const sum = values.reduce((total, value) => total + value, 0) / 1000;
      return [middle(values).toFixed(1).padStart(10), sum.toFixed(1).padStart(10)];
    }),
  ].join('');

console.log('                 number median ms   total s    CPU ms     CPU s');
console.log(row('stories', ofStories));
console.log(row('checks in code', others));
const ratio = (unit: 'ms' | 'cpuMs'): string =>
  (middle(ofStories.map((one) => one[unit])) / middle(others.map((one) => one[unit]))).toFixed(2);
console.log(
  `\na story takes ${ratio('ms')} times as long as a check in code, and ${ratio('cpuMs')} times the CPU`,
);
console.log('\nthe longest stories');
for (const { id, ms, cpuMs } of ofStories.toSorted((one, other) => other.ms - one.ms).slice(0, 10))
  console.log(`${ms.toFixed(0).padStart(7)} ms ${cpuMs.toFixed(0).padStart(6)} ms CPU  ${id}`);
