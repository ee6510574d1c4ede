import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { encode } from '@parsec-spec/spec/codec';
import { fill, headerOf, nameOf } from './fill.ts';

// What a call costs a server that has many organizations, beside one that has few: both run at once and take turns, so
// that whatever else the machine does meets both. Run `npm run build` first: it is `dist` that starts.
const { values } = parseArgs({
  options: {
    few: { type: 'string', default: '1000' },
    many: { type: 'string', default: '1000000' },
    calls: { type: 'string', default: '20000' },
    /** Where the filled stores stay, and are found again. */
    folder: { type: 'string' },
    port: { type: 'string', default: '7400' },
    /** Where the figures are kept for bench/README.md: `../bench/results/scale.json`. */
    sheet: { type: 'string' },
  },
});
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'parsec-spec-scale-'));
// As the packed command does it: in a checkout that one would run the sources.
const main = pathToFileURL(
  join(import.meta.dirname, '..', '..', 'cli', 'dist', 'src', 'main', 'main.js'),
).href;
const program = `(await import('node:module')).enableCompileCache(); void (await import('${main}')).main(process.argv.slice(1))`;
const body = encode({ cmd: 'organization_info' });
const token = 's3cr3t';

interface Contender {
  readonly count: number;
  readonly port: number;
  readonly child: ChildProcess;
  readonly agent: Agent;
  /** Milliseconds from its start to its first answer. */
  readonly start: number;
  readonly latencies: number[];
  /** Most memory so far, in MiB. */
  most: number;
  /** Milliseconds of CPU in the calls that count. */
  busy: number;
}

const exchange = (
  { port, agent }: Pick<Contender, 'port' | 'agent'>,
  method: string,
  path: string,
  headers: Record<string, string>,
  sent?: Uint8Array,
): Promise<{ readonly status: number; readonly bytes: number }> =>
  new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, agent, method, path, headers }, (answer) => {
      let bytes = 0;
      answer.on('data', (piece: Buffer) => {
        bytes += piece.length;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, bytes }));
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(sent);
  });

async function started(count: number, port: number): Promise<Contender> {
  const file = join(folder, `${count}.sqlite`);
  if (!existsSync(file)) await fill(file, count);
  const began = performance.now();
  const run = ['--max-semi-space-size=16', '--input-type=module', '-e', program];
  const args = [...run, 'serve', '--port', String(port), '--db', `sqlite:${file}`];
  const child = spawn(process.execPath, [...args, '--administration-token', token], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (;;) {
    const answer = await exchange({ port, agent }, 'GET', '/', {}).catch(() => undefined);
    if (answer?.status === 200) break;
    if (child.exitCode !== null || performance.now() - began > 60_000) throw new Error('it does not start');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const start = performance.now() - began;
  console.log(
    `${count} organizations, ${Math.round(statSync(file).size / 1_048_576)} MiB: first answer ${start.toFixed(0)} ms after its start, ${cpu({ child })} ms of CPU`,
  );
  return { count, port, child, agent, start, latencies: [], most: 0, busy: 0 };
}

const memory = ({ child }: Contender): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1_024;

/** Milliseconds of CPU that a process has used. */
function cpu({ child }: Pick<Contender, 'child'>): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function call(contender: Contender): Promise<void> {
  const number = Math.floor(Math.random() * contender.count);
  const headers = {
    'Api-Version': '5.6',
    'Content-Type': 'application/msgpack',
    Authorization: headerOf(number),
    'Content-Length': String(body.length),
  };
  const began = performance.now();
  const { status } = await exchange(contender, 'POST', `/authenticated/${nameOf(number)}`, headers, body);
  contender.latencies.push(performance.now() - began);
  if (status !== 200) throw new Error(`${nameOf(number)} was answered ${status}`);
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length * share)] ?? 0;

async function stop({ child, agent }: Contender): Promise<void> {
  agent.destroy();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

async function run(): Promise<void> {
  const contenders: Contender[] = [];
  const watch = setInterval(() => {
    for (const one of contenders) if (one.child.exitCode === null) one.most = Math.max(one.most, memory(one));
  }, 50);
  try {
    for (const [index, count] of [values.few, values.many].entries())
      contenders.push(await started(Number(count), Number(values.port) + index));
    const calls = Number(values.calls);
    // Twice as many as count: the first half warms up.
    for (let done = 0; done < 2 * calls; done += 500) {
      if (done === calls) for (const one of contenders) one.latencies.length = 0;
      for (const one of contenders) {
        const before = cpu(one);
        for (let turn = 0; turn < 500; turn++) await call(one);
        if (done >= calls) one.busy += cpu(one) - before;
      }
    }
    const [few, many] = contenders.map(({ latencies }) =>
      [0.5, 0.9, 0.99].map((share) => quantile(latencies, share)),
    );
    for (const one of contenders) {
      const [half, most, nearly] = [0.5, 0.9, 0.99].map((share) => quantile(one.latencies, share).toFixed(3));
      console.log(
        `${one.count} organizations: p50 ${half} ms, p90 ${most} ms, p99 ${nearly} ms, ${((one.busy * 1_000) / calls).toFixed(0)} µs of CPU each; at most ${one.most.toFixed(0)} MiB`,
      );
    }
    console.log(
      `ratio: ${(many ?? []).map((value, index) => (value / (few?.[index] ?? 1)).toFixed(2)).join(', ')} (wanted: at most 1.2)`,
    );
    for (const one of contenders) {
      for (const format of ['json', 'csv']) {
        const began = performance.now();
        const authorized = { Authorization: `Bearer ${token}` };
        const { status, bytes } = await exchange(
          one,
          'GET',
          `/administration/stats?format=${format}`,
          authorized,
        );
        console.log(
          `${one.count} organizations: statistics as ${format} ${status}, ${(bytes / 1_048_576).toFixed(1)} MiB in ${((performance.now() - began) / 1_000).toFixed(1)} s; at most ${one.most.toFixed(0)} MiB of memory so far`,
        );
      }
    }
    if (values.sheet !== undefined)
      keep(values.sheet, contenders, [few?.[0], many?.[0], few?.[2], many?.[2]]);
  } finally {
    clearInterval(watch);
    for (const one of contenders) await stop(one);
  }
}

function keep(file: string, contenders: readonly Contender[], times: readonly (number | undefined)[]): void {
  const [half = 0, halfOfMany = 0, nearly = 0, nearlyOfMany = 0] = times;
  const ratio = (what: string, few: number, many: number) => ({
    what: `${what} of organization_info, ${values.many} beside ${values.few} organizations`,
    wanted: 'at most 1.2 ×',
    seen: `${(many / few).toFixed(2)} × (${few.toFixed(2)} → ${many.toFixed(2)} ms)`,
    met: many / few <= 1.2,
  });
  const rows = [
    ratio('p50', half, halfOfMany),
    ratio('p99', nearly, nearlyOfMany),
    ...contenders.flatMap(({ count, most, start }) => [
      {
        what: `most memory with ${count} organizations, statistics of all included`,
        wanted: 'under 300 MiB',
        seen: `${most.toFixed(0)} MiB`,
        met: most < 300,
      },
      {
        what: `first answer after a start with ${count} organizations`,
        wanted: 'under 1 s',
        seen: `${(start / 1_000).toFixed(2)} s`,
        met: start < 1_000,
      },
    ]),
  ];
  const sheet = {
    title: 'How it scales: organizations in one SQLite file',
    date: new Date().toISOString(),
    command: `npm run bench:scale -w @parsec-spec/reference-server -- --few ${values.few} --many ${values.many} --calls ${values.calls}`,
    rows,
  };
  writeFileSync(file, `${JSON.stringify(sheet, undefined, 2)}\n`);
}

try {
  await run();
} finally {
  if (values.folder === undefined) rmSync(folder, { recursive: true });
}
