import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { home, keptResults, writeDocument } from '../report/document.ts';
import { sheetTable } from '../report/sheets.ts';
import { asText } from '../report/table.ts';
import { complain } from '../when-interrupted.ts';
import { mayComeFirst } from './side.ts';
import { type SoakOptions, soak } from './soak.ts';
import { verdict } from './verdict.ts';

const usage = `npm run bench:soak -- [--requests 1000000] [--seed N] [--load 10,25,50 | --rate N] [--from 0] [--depth 2] [--connections 4] [--write]

Sends malformed requests to \`serve\` on SQLite, valid ones beside them. Ends 1 when one was answered 5xx, the server
is gone, its memory grew, or valid requests took more than twice as long as in the pauses between the parts. What
valid calls that take as much of the core do to them is told beside that, and not judged.

  --load         per cent of the server's core that malformed requests shall take, or several with commas, by turns: as many a
                 second as that is here
  --rate         malformed requests a second instead; 0 = as fast as it goes
  --from         number of the first one: with --requests 1, one is sent alone again
  --depth        how many are sent one behind the other on a connection
  --write        keeps what was seen: results/soak.json and the tables of README.md`;

const defaults = {
  requests: '1000000',
  seed: String(Date.now() % 100_000),
  load: '10,25,50',
  from: '0',
  depth: '2',
  connections: '4',
  pace: '4',
  alone: '5',
};

function read() {
  try {
    const option = (value: string) => ({ type: 'string', default: value }) as const;
    const { values } = parseArgs({
      options: {
        requests: option(defaults.requests),
        seed: option(defaults.seed),
        rate: { type: 'string' },
        load: option(defaults.load),
        from: option(defaults.from),
        depth: option(defaults.depth),
        connections: option(defaults.connections),
        pace: option(defaults.pace),
        alone: option(defaults.alone),
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const { write, help, load, ...numbers } = values;
    const wrong = Object.entries(numbers).find(([, text]) => !/^\d+$/.test(text));
    if (wrong !== undefined) throw new Error(`--${wrong[0]} is a number, not ${wrong[1]}`);
    if (!/^([1-9]\d?)(,[1-9]\d?)*$/.test(load))
      throw new Error(`--load is per cent, 1 to 99, or several with commas between them, not ${load}`);
    const { rate, ...others } = numbers;
    const given = Object.fromEntries(Object.entries(others).map(([name, text]) => [name, Number(text)]));
    const options = {
      ...(given as Omit<SoakOptions, 'rate' | 'loads'>),
      rate: rate === undefined ? rate : Number(rate),
      // Under one rate there is one load, whatever that is.
      loads: rate === undefined ? [...new Set(load.split(',').map(Number))] : [1],
    };
    return { write, help, options };
  } catch (fault) {
    console.error(`soak: ${(fault as Error).message}\n\n${usage}`);
  }
  process.exit(2);
}

const { options, write, help } = read();
if (help) console.log(usage);
else {
  if (!mayComeFirst)
    console.error(
      'soak: who asks may not come first on its core (`chrt --fifo` needs root): what else runs there is in its times, too',
    );
  const seen = await soak(options, (line) => console.error(`soak: ${line}`)).catch((fault: Error) =>
    complain('soak', fault),
  );
  const sheet = verdict(options, seen, new Date().toISOString());
  for (const fault of seen.report.faults) console.error(`soak: ${fault}`);
  console.log(asText(sheetTable(sheet)));
  if (write) {
    mkdirSync(join(home, 'results'), { recursive: true });
    writeFileSync(join(home, 'results', 'soak.json'), `${JSON.stringify(sheet, null, 2)}\n`);
    writeDocument(keptResults());
  }
  process.exitCode = sheet.rows.every(({ met }) => met !== false) ? 0 : 1;
}
