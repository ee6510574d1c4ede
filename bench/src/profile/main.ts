import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serve } from '../contenders/ours.ts';
import { Driver } from '../load/driver.ts';
import { type Kind, kinds } from '../load/order.ts';
import { measure } from '../measure.ts';
import { complain } from '../when-interrupted.ts';
import { type Profile, shares } from './shares.ts';

const usage = `npm run bench:profile -- [${kinds.join('|')}] [--seconds 5] [--top 40]

Shows where our server's time goes under one load (call unless said), by V8's profiler.

  --seconds   how long it is loaded
  --top       how many functions are shown`;

function read() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { seconds: { type: 'string', default: '5' }, top: { type: 'string', default: '40' } },
    });
    const [name = 'call', ...more] = positionals;
    const kind = kinds.find((one) => one === name);
    if (kind === undefined || more.length > 0)
      throw new Error(`one load of ${kinds.join(', ')}, not ${positionals.join(' ')}`);
    const wrong = Object.entries(values).find(([, text]) => !/^[1-9]\d*$/.test(text));
    if (wrong !== undefined) throw new Error(`--${wrong[0]} is a number from 1 on, not ${wrong[1]}`);
    return { kind, seconds: Number(values.seconds), top: Number(values.top) };
  } catch (fault) {
    console.error(`profile: ${(fault as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}

/** Loads our server, and gives where its time went. What it writes meanwhile is gone afterwards. */
async function profiled(kind: Kind, seconds: number): Promise<Profile> {
  const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-profile-'));
  try {
    await load(kind, seconds, folder);
    const name = readdirSync(folder).find((file) => file.endsWith('.cpuprofile')) ?? '';
    return JSON.parse(readFileSync(join(folder, name), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function load(kind: Kind, seconds: number, folder: string): Promise<void> {
  const profiling = ['--cpu-prof', '--cpu-prof-interval', '1000', '--cpu-prof-dir', folder];
  const server = await serve(`sqlite:${join(folder, 'profile.sqlite')}`, ...profiling);
  const contender = { id: 'ours-sqlite', name: kind, ...server } as const;
  const driver = new Driver(server.port);
  try {
    const most = 4_000;
    await measure(contender, driver, { kind, seconds: 3, most });
    const { perSecond, cpu } = await measure(contender, driver, { kind, seconds, most });
    console.log(`${kind}: ${Math.round(perSecond)} a second, ${Math.round(cpu)} µs of CPU each\n`);
  } finally {
    driver.stop();
    await server.stop();
  }
}

const { kind, seconds, top } = read();
const profile = await profiled(kind, seconds).catch((fault: Error) => complain('profile', fault));
for (const { where, part } of shares(profile, 'area').slice(0, 25))
  console.log(`${(part * 100).toFixed(1).padStart(5)} %  ${where}`);
console.log('');
for (const { where, part } of shares(profile, 'function').slice(0, top))
  console.log(`${(part * 100).toFixed(1).padStart(5)} %  ${where}`);
