// npm run bench: our server beside Scille's, each pinned to the same core and measured in turn, and the memory of ours over many calls.
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { bootstraps, information, refusals } from './measures.ts';
import { openCloud, openOurs, type Subject } from './subject.ts';

const quick = process.argv.includes('--quick');
const counts = quick
  ? { rounds: 2, births: 200, calls: 2000, refused: 5000, generations: 3 }
  : { rounds: 5, births: 500, calls: 6000, refused: 100_000, generations: 20 };
/** How much a server's memory may grow between the first third of its life and the end, in MiB. */
const flat = 48;

let broken = 0;
function promise(text: string, isKept: boolean, measured: string): void {
  if (!isKept) broken += 1;
  console.log(`${isKept ? 'kept  ' : 'BROKEN'} ${text}: ${measured}`);
}

/** The middle one: a round that was disturbed does not count. */
const median = (samples: readonly number[]): number =>
  samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;

/** Calls per second, one entry per round. */
interface Rates {
  readonly births: number[];
  readonly information: number[];
}

async function round(subject: Subject, rates: Rates): Promise<void> {
  const { perSecond, born } = await bootstraps(subject, counts.births);
  rates.births.push(perSecond);
  rates.information.push(await information(subject, born.slice(0, 100), counts.calls));
}

/** Both servers, turn by turn, so that what else the machine does disturbs both alike. */
async function sideBySide(): Promise<void> {
  const subjects = [await openOurs(), await openCloud()];
  try {
    const measured = subjects.map((subject) => ({
      subject,
      rates: { births: [], information: [] } as Rates,
    }));
    for (const { subject } of measured) await round(subject, { births: [], information: [] });
    for (let turn = 0; turn < counts.rounds; turn += 1) {
      for (const { subject, rates } of measured) await round(subject, rates);
    }
    for (const { subject, rates } of measured) {
      const births = `${median(rates.births).toFixed(0)} organization_bootstrap/s`;
      console.log(`${subject.name}: ${births}, ${median(rates.information).toFixed(0)} organization_info/s`);
    }
    const times = (what: keyof Rates) => {
      const [ours, cloud] = measured.map(({ rates }) => median(rates[what]));
      return (ours ?? Number.NaN) / (cloud ?? Number.NaN);
    };
    const [informed, born] = [times('information'), times('births')];
    promise('organization_info: at least five times as many', informed >= 5, `${informed.toFixed(2)} times`);
    promise('bootstrap on durable SQLite: at least as many', born >= 1, `${born.toFixed(2)} times`);
  } finally {
    for (const subject of subjects) await subject.close();
  }
}

/** The resident memory of our server over its life, in MiB. */
async function memory(): Promise<void> {
  const subject = await openOurs();
  const sample = async () => (await subject.memory()) ?? Number.NaN;
  try {
    const born: number[] = [];
    for (let generation = 0; generation < counts.generations; generation += 1) {
      await bootstraps(subject, counts.births);
      born.push(await sample());
    }
    const { born: last } = await bootstraps(subject, 1);
    const refused: number[] = [];
    for (const one of last) {
      for (let part = 0; part < 5; part += 1) {
        await refusals(subject, one, counts.refused / 5);
        refused.push(await sample());
      }
    }
    promise(`memory is flat over ${counts.births * counts.generations} bootstraps`, ...growth(born));
    promise(`memory is flat over ${counts.refused} refused calls`, ...growth(refused));
  } finally {
    await subject.close();
  }
}

/** Whether the last sample is little above the first third, which is warming up. */
function growth(samples: readonly number[]): [boolean, string] {
  const settled = Math.max(...samples.slice(0, Math.ceil(samples.length / 3)));
  return [(samples.at(-1) ?? Number.NaN) - settled <= flat, `${samples.join(', ')} MiB`];
}

// the load comes from the cores that the servers do not run on
const others = `1-${availableParallelism() - 1}`;
execFileSync('taskset', ['-a', '-cp', others, String(process.pid)], { stdio: 'ignore' });
await sideBySide();
await memory();
process.exitCode = broken === 0 ? 0 : 1;
