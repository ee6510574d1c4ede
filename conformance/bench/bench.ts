// npm run bench: our server beside Scille's, each pinned to one core, and the memory of ours over many calls.
import { execFileSync } from 'node:child_process';
import { bootstraps, information, refusals } from './measures.ts';
import { openCloud, openOurs, type Subject } from './subject.ts';

const quick = process.argv.includes('--quick');
const counts = quick
  ? { births: 300, calls: 4000, refused: 5000, generations: 3 }
  : { births: 1000, calls: 40_000, refused: 100_000, generations: 10 };
/** How much a server's memory may grow between the first third of its life and the end, in MiB. */
const flat = 48;

const say = (text: string) => console.log(text);
const results: { readonly promise: string; readonly kept: boolean; readonly measured: string }[] = [];

/** Calls per second of one server: births and, by a hundred of the born, information. */
async function measure(open: () => Promise<Subject>, calls: number) {
  const subject = await open();
  try {
    await bootstraps(subject, 100);
    const { perSecond, born } = await bootstraps(subject, counts.births);
    const hundred = born.slice(0, 100);
    await information(subject, hundred, Math.min(2000, calls));
    const informed = await information(subject, hundred, calls);
    say(`${subject.name}: ${perSecond.toFixed(0)} bootstraps/s, ${informed.toFixed(0)} organization_info/s`);
    return { births: perSecond, information: informed };
  } finally {
    await subject.close();
  }
}

/** The resident memory of our server over its life, in MiB. */
async function memory() {
  const subject = await openOurs();
  try {
    const births: number[] = [];
    for (let generation = 0; generation < counts.generations; generation += 1) {
      await bootstraps(subject, counts.births);
      births.push((await subject.memory()) ?? Number.NaN);
    }
    const { born } = await bootstraps(subject, 1);
    const [one] = born;
    const refused: number[] = [];
    for (let part = 0; one !== undefined && part < 5; part += 1) {
      await refusals(subject, one, counts.refused / 5);
      refused.push((await subject.memory()) ?? Number.NaN);
    }
    promise(`memory is flat over ${counts.births * counts.generations} bootstraps`, ...growth(births));
    promise(`memory is flat over ${counts.refused} refused calls`, ...growth(refused));
  } finally {
    await subject.close();
  }
}

/** The growth after the first third, which is warming up. */
function growth(samples: readonly number[]): [boolean, string] {
  const settled = Math.max(...samples.slice(0, Math.ceil(samples.length / 3)));
  return [(samples.at(-1) ?? Number.NaN) - settled <= flat, `${samples.join(', ')} MiB`];
}

function promise(text: string, kept: boolean, measured: string): void {
  results.push({ promise: text, kept, measured });
  say(`${kept ? 'kept  ' : 'BROKEN'} ${text}: ${measured}`);
}

/** The load comes from the cores that the servers do not run on. */
function leaveFirstCore(): void {
  execFileSync('taskset', ['-a', '-cp', `1-${navigator.hardwareConcurrency - 1}`, String(process.pid)], {
    stdio: 'ignore',
  });
}

leaveFirstCore();
const ours = await measure(openOurs, counts.calls);
const cloud = await measure(openCloud, Math.min(counts.calls, 8000));
const times = ours.information / cloud.information;
promise(
  'organization_info: at least five times as many as parsec-cloud',
  times >= 5,
  `${times.toFixed(1)} times`,
);
const births = ours.births / cloud.births;
promise(
  'bootstrap on durable SQLite: at least as many as parsec-cloud in memory',
  births >= 1,
  `${births.toFixed(2)} times`,
);
await memory();
process.exitCode = results.every(({ kept }) => kept) ? 0 : 1;
