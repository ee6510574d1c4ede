import { join } from 'node:path';
import { docker, hasImage, removeOwn, sweep } from './docker.ts';
import type { Contender, ContenderId, Missing } from './server.ts';
import { cloud, cloudImage, migrate, postgresImage, serve, startPostgres } from './start.ts';

/** The servers that started, and those that could not. */
export interface LineUp {
  readonly contenders: readonly Contender[];
  readonly missing: readonly Missing[];
}

/** Names of the servers in tables. */
export const names: Readonly<Record<ContenderId, string>> = {
  'ours-sqlite': 'parsec-spec, SQLite',
  'ours-postgres': 'parsec-spec, PostgreSQL',
  'cloud-memory': 'parsec-cloud, memory',
  'cloud-postgres': 'parsec-cloud, PostgreSQL',
};

/**
 * Starts all servers that can start on this machine.
 *
 * @param early receives a function that stops them, also while they are starting
 */
export async function lineUp(folder: string, early: (stop: () => Promise<void>) => void): Promise<LineUp> {
  const contenders: Contender[] = [];
  const stops: (() => Promise<void>)[] = [];
  const missing: Missing[] = [];
  let stopped: Promise<void> | undefined;
  const letGo = async (): Promise<void> => {
    // Databases stop last.
    for (const one of stops.splice(0).reverse()) await one().catch(() => undefined);
    // Containers that are still starting are in no list yet.
    await removeOwn().catch(() => undefined);
  };
  const stop = (): Promise<void> => {
    stopped ??= letGo();
    return stopped;
  };
  early(stop);
  const enter = (id: ContenderId, started: Omit<Contender, 'id' | 'name'>, database = () => 0): void => {
    stops.push(started.stop);
    contenders.push({ id, name: names[id], ...started, cpu: () => started.cpu() + database() });
  };
  const leaveOut = (reason: string, ...ids: readonly ContenderId[]): void => {
    missing.push(...ids.map((id) => ({ id, reason })));
  };
  try {
    enter('ours-sqlite', await serve(`sqlite:${join(folder, 'bench.sqlite')}`));
    const engine = await docker('version').then(
      () => true,
      () => false,
    );
    if (!engine) {
      leaveOut(
        'no container engine answers (npm run image:engine)',
        'ours-postgres',
        'cloud-memory',
        'cloud-postgres',
      );
      return { contenders, missing };
    }
    await sweep();
    const withCloud = await hasImage(cloudImage);
    const withPostgres = await hasImage(postgresImage);
    const noCloud = `the image ${cloudImage} is missing (npm run image:parsec-cloud)`;
    const noPostgres = `the image ${postgresImage} is missing (npm run image:postgres)`;
    if (withCloud) enter('cloud-memory', await cloud());
    else leaveOut(noCloud, 'cloud-memory');
    if (!withPostgres) {
      leaveOut(noPostgres, 'ours-postgres', 'cloud-postgres');
      return { contenders, missing };
    }
    const postgres = await startPostgres();
    stops.unshift(postgres.stop);
    const own = await postgres.database('ours');
    await migrate(own);
    enter('ours-postgres', await serve(own), postgres.cpu);
    if (withCloud) enter('cloud-postgres', await cloud(await postgres.database('cloud')), postgres.cpu);
    else leaveOut(noCloud, 'cloud-postgres');
    return { contenders, missing };
  } catch (error) {
    await stop();
    throw error;
  }
}
