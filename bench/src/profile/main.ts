import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serve } from '../contenders/ours.ts';
import { Driver } from '../load/driver.ts';
import type { Kind } from '../load/order.ts';
import { measure } from '../measure.ts';
import { type Profile, shares } from './shares.ts';

// Where our server's time goes under one load: `npm run bench:profile -- call`.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '5' }, top: { type: 'string', default: '40' } },
});
const kind = (positionals[0] ?? 'call') as Kind;
const folder = mkdtempSync(join(tmpdir(), 'parsec-spec-profile-'));
const profiling = ['--cpu-prof', '--cpu-prof-interval', '1000', '--cpu-prof-dir', folder];
const server = await serve(`sqlite:${join(folder, 'profile.sqlite')}`, ...profiling);
const contender = { id: 'ours-sqlite', name: kind, ...server } as const;
const driver = new Driver(server.port);
try {
  const most = 4_000;
  await measure(contender, driver, { kind, seconds: 1, most });
  const { perSecond, cpu } = await measure(contender, driver, {
    kind,
    seconds: Number(values.seconds),
    most,
  });
  console.log(`${kind}: ${Math.round(perSecond)} a second, ${Math.round(cpu)} µs of CPU each\n`);
} finally {
  driver.stop();
  await server.stop();
}
const name = readdirSync(folder).find((file) => file.endsWith('.cpuprofile')) ?? '';
const profile: Profile = JSON.parse(readFileSync(join(folder, name), 'utf8'));
for (const { where, part } of shares(profile, 'area').slice(0, 25))
  console.log(`${(part * 100).toFixed(1).padStart(5)} %  ${where}`);
console.log('');
for (const { where, part } of shares(profile, 'function').slice(0, Number(values.top)))
  console.log(`${(part * 100).toFixed(1).padStart(5)} %  ${where}`);
rmSync(folder, { recursive: true });
