import { execFile, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import nodeFlags from '@parsec-spec/reference-server/node-flags.json' with { type: 'json' };
import { cpuOf } from '../contenders/usage.ts';
import { drive, type Lane } from '../load/drive.ts';
import { newPerson } from '../load/people.ts';
import { info } from '../load/requests.ts';
import { home, keptResults, writeDocument } from '../report/document.ts';
import { percent } from '../report/figures.ts';
import { type Sheet, sheetTable } from '../report/sheets.ts';
import { asText } from '../report/table.ts';

// What a request is made of: `npm run bench:budget`, with `-- --write` to keep it.
const flags = [...nodeFlags, '--conditions=parsec-spec:src'];
const onFirstCore = (script: string): readonly string[] => [
  '-c',
  '0',
  process.execPath,
  ...flags,
  join(import.meta.dirname, script),
];

interface Core {
  readonly verification: number;
  readonly call: number;
  readonly bootstrap: number;
  readonly users: number;
}

async function insideCore(): Promise<Core> {
  return JSON.parse((await promisify(execFile)('taskset', onFirstCore('core.ts'))).stdout);
}

/** Microseconds of CPU that a bare server of node:http takes for a call: the best of some rounds. */
async function bareHttp(): Promise<number> {
  const child = spawn('taskset', onFirstCore('floor.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  try {
    const port = await new Promise<number>((resolve) => child.once('message', resolve));
    const request = info('budget-100', newPerson().device);
    const [many, pid] = [20_000, child.pid ?? 0];
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 6; round++) {
      let left = many;
      const lane: Lane = () => (left-- > 0 ? request : undefined);
      const before = cpuOf(pid);
      await drive(port, Array(32).fill(lane), (status) => status === 200);
      least = Math.min(least, ((cpuOf(pid) - before) / many) * 1e6);
    }
    return least;
  } finally {
    child.kill();
  }
}

const micros = (value: number): string => `${value.toFixed(1)} µs`;
const { verification, call, bootstrap, users } = await insideCore();
const http = await bareHttp();
const sheet: Sheet = {
  title: 'What a request is made of',
  date: new Date().toISOString(),
  command: 'npm run bench:budget',
  note: 'Microseconds on one core, the best of many short series.',
  rows: [
    { what: 'one Ed25519 verification', seen: micros(verification) },
    { what: 'node:http alone: a body read, as many bytes answered, the socket included', seen: micros(http) },
    { what: 'authenticated call inside our core, without HTTP and verification', seen: micros(call) },
    { what: 'bootstrap, likewise (in memory; four certificates read)', seen: micros(bootstrap) },
    { what: 'user creation, likewise', seen: micros(users) },
    {
      what: 'share of the Ed25519 limit that node:http leaves to a server that does nothing else',
      seen: percent(verification / (verification + http)),
    },
    {
      what: 'the same with our core',
      seen: percent(verification / (verification + http + call)),
    },
  ],
};
console.log(asText(sheetTable(sheet)));
if (process.argv.includes('--write')) {
  mkdirSync(join(home, 'results'), { recursive: true });
  writeFileSync(join(home, 'results', 'budget.json'), `${JSON.stringify(sheet, null, 2)}\n`);
  writeDocument(keptResults());
}
