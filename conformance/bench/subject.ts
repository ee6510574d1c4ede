import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTarget } from '../src/targets/index.ts';

/** A server under load: pinned to the first core, so that the load comes from the others. */
export interface Subject {
  readonly name: string;
  readonly address: string;
  readonly token: string;
  /** Resident memory in MiB; undefined where it is not ours to see. */
  readonly memory: () => Promise<number | undefined>;
  readonly close: () => Promise<void>;
}

const repository = join(import.meta.dirname, '..', '..');

/** Our server on a durable SQLite file of its own. */
export async function openOurs(): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'parsec-spec-bench-'));
  const file = join(folder, 'bench.sqlite');
  const binary = join(repository, 'cli', 'bin', 'parsec-spec.mjs');
  const command = `taskset -c 0 '${process.execPath}' '${binary}' serve --db 'sqlite:${file}'`;
  const target = await openServer(`cmd:${command}`);
  const pid = await processOf(file);
  return {
    ...target,
    name: 'parsec-spec serve, SQLite',
    memory: () => residentMemory(pid),
    close: async () => {
      await target.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Scille's server with everything in memory, in its container. */
export async function openCloud(): Promise<Subject> {
  const image = 'parsec-cloud:3.10.0';
  const command = `docker run --rm --network host --cpuset-cpus 0 ${image} run --dev`;
  const target = await openServer(
    `cmd:${command}`,
    join(repository, 'conformance', 'targets', 'parsec-cloud.yaml'),
  );
  return { ...target, name: `${image}, memory`, memory: () => Promise.resolve(undefined) };
}

async function openServer(spec: string, targetFile?: string) {
  const target = await openTarget(spec, { targetFile });
  if (target.kind === 'client' || target.administrationToken === undefined)
    throw new Error(`${spec} is no server`);
  return { address: target.address, token: target.administrationToken, close: () => target.close() };
}

/** The process whose command line names `file`, and which is a Node. */
async function processOf(file: string): Promise<number | undefined> {
  for (const entry of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    const program = await readlink(`/proc/${entry}/exe`).catch(() => '');
    if (line.includes(file) && /node$/.test(program)) return Number(entry);
  }
  return undefined;
}

async function residentMemory(pid: number | undefined): Promise<number | undefined> {
  const status = pid === undefined ? '' : await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
}
