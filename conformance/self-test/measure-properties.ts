import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { guardedRequirements, type Mutant, type ServerOptions } from '@parsec-spec/reference-server/core';
import { requirements } from '@parsec-spec/spec/requirements';
import { Random } from '../src/people/random.ts';
import { loadMutants } from './load-mutants.ts';
import { runLives } from './run-lives.ts';

// Measures which broken servers the generated lives notice without any check.
//
//   npm run self-test -- --properties [--seed 1] [--mutants 200] [--all] [--only TEXT]… [--seconds 60 | --lives 250] [--shrink-seconds 30] [--jobs 2]

/** The data of a thread that plays lives. */
const WORKER = 'plays lives';

/** Smallest number of mutants of each section that are drawn, if it has as many. */
const MIN_OF_SECTION = 5;

/** A broken server: its name, and the requirement that it breaks. */
export type BrokenServer = Pick<Mutant, 'name' | 'requirement'>;

const sections = new Map(requirements.map(({ id, section }) => [id as string, section]));

const sectionOf = ({ requirement }: BrokenServer): string => sections.get(requirement) ?? 'none';

/**
 * Draws broken servers by a seed, without repetition: first of each section, then any.
 *
 * @param count - the number of servers; more if the sections alone have more
 */
export function draw<T extends BrokenServer>(
  servers: readonly T[],
  count: number,
  seed: string,
): readonly T[] {
  const random = new Random(seed, 'properties');
  const shuffled = servers
    .map((server) => ({ server, key: random.hex(16) }))
    .sort((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ server }) => server);
  const first = [...Map.groupBy(shuffled, sectionOf).values()].flatMap((own) => own.slice(0, MIN_OF_SECTION));
  const others = shuffled.filter((server) => !first.includes(server));
  return [...first, ...others.slice(0, Math.max(0, count - first.length))];
}

/** All broken servers: one without each guard, and each mutant beside the checks. */
export async function brokenServers(): Promise<
  readonly (BrokenServer & { readonly options: ServerOptions })[]
> {
  const omissions = guardedRequirements.map((requirement) => ({
    name: `${requirement} left out`,
    requirement,
    options: { omit: [requirement] },
  }));
  const mutants = (await loadMutants()).map((mutant) => ({
    name: mutant.name,
    requirement: mutant.requirement,
    options: { mutants: [mutant] },
  }));
  return [...omissions, ...mutants];
}

/** What the lives showed of one broken server. */
interface Notice {
  /** The requirement that they name. Absent if they noticed nothing. */
  readonly requirement?: string;
  /** Number of calls of the story. */
  readonly calls?: number;
  readonly seconds: number;
}

interface Order {
  readonly name: string;
  readonly seed: string;
  readonly lives: number;
  readonly shrinkMs: number;
  /** Absent: the number of lives counts. */
  readonly durationMs?: number;
}

/** Answers each order with what the lives showed. */
async function work(): Promise<void> {
  const servers = new Map((await brokenServers()).map((server) => [server.name, server]));
  parentPort?.on('message', async ({ name, ...order }: Order) => {
    const { options = {} } = servers.get(name) ?? {};
    const { counterexamples, durationMs: spent } = (
      await runLives(options, { seed: order.seed, failFast: true, properties: order })
    ).lives;
    const [found] = counterexamples;
    const seconds = spent / 1000;
    const notice: Notice =
      found === undefined
        ? { seconds }
        : { requirement: found.requirement.id, calls: found.story.calls.length, seconds };
    parentPort?.postMessage(notice);
  });
}

/** Plays lives on drawn servers, and prints the share noticed by section, and those that were not. */
export async function measureProperties(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      properties: { type: 'boolean' },
      seed: { type: 'string', default: '1' },
      mutants: { type: 'string', default: '200' },
      all: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      seconds: { type: 'string', default: '60' },
      lives: { type: 'string' },
      'shrink-seconds': { type: 'string', default: '30' },
      jobs: { type: 'string', default: '2' },
    },
  });
  const { seed, only } = values;
  const servers = (await brokenServers()).filter(
    ({ name }) => only?.some((text) => name.includes(text)) !== false,
  );
  const isWhole = values.all || only !== undefined;
  const drawn = isWhole ? servers : draw(servers, Number(values.mutants), seed);
  const lives = Number(values.lives ?? 0);
  const shrinkMs = Number(values['shrink-seconds']) * 1000;
  const extent =
    values.lives === undefined ? { lives, durationMs: Number(values.seconds) * 1000 } : { lives };
  const waiting = [...drawn];
  const done: { readonly server: BrokenServer; readonly notice: Notice }[] = [];
  const runWorker = async () => {
    const worker = new Worker(import.meta.filename, { workerData: WORKER });
    for (let server = waiting.shift(); server !== undefined; server = waiting.shift()) {
      const order: Order = { name: server.name, seed, shrinkMs, ...extent };
      worker.postMessage(order);
      const [notice] = (await once(worker, 'message')) as [Notice];
      done.push({ server, notice });
      const { requirement, calls, seconds } = notice;
      const verdict = requirement === undefined ? 'not noticed' : `${requirement}, ${calls} calls`;
      console.log(`${done.length}/${drawn.length} ${server.name}: ${verdict}, ${seconds.toFixed(1)} s`);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, runWorker));
  for (const line of summary(done)) console.log(line);
}

/** The share noticed by section, and the names of those that were not noticed. */
function summary(
  done: readonly { readonly server: BrokenServer; readonly notice: Notice }[],
): readonly string[] {
  const isNoticed = ({ notice }: (typeof done)[number]) => notice.requirement !== undefined;
  const isRight = ({ server, notice }: (typeof done)[number]) => notice.requirement === server.requirement;
  const share = (name: string, own: typeof done) => {
    const noticed = own.filter(isNoticed);
    const percent = ((noticed.length / own.length) * 100).toFixed(0);
    const right = noticed.filter(isRight).length;
    return `${name.padEnd(10)} ${noticed.length} of ${own.length} noticed (${percent} %), ${right} with their requirement`;
  };
  return [
    '',
    ...[...Map.groupBy(done, ({ server }) => sectionOf(server))]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([section, own]) => share(section, own)),
    share('all', done),
    '',
    'not noticed:',
    ...done
      .filter((one) => !isNoticed(one))
      .map(({ server }) => `  ${server.name}`)
      .sort(),
  ];
}

if (workerData === WORKER) await work();
