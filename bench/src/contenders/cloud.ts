import type { Contender } from './contender.ts';
import { docker, remove, start } from './docker.ts';
import { freePort, ready } from './ready.ts';
import { cpuOf, memoryOf } from './usage.ts';

/** The image of Scille's server, by the name that `npm run image:parsec-cloud` gives it. */
export const cloudImage = process.env.PARSEC_CLOUD_IMAGE ?? 'parsec-cloud:3.10.0';

/** Scille's server: in memory, or on a database that is still empty. */
export async function cloud(db?: string): Promise<Omit<Contender, 'id' | 'name'>> {
  const port = await freePort();
  if (db !== undefined) await docker('run', '--rm', '--network', 'host', cloudImage, 'migrate', '--db', db);
  const address = ['--host', '127.0.0.1', '--port', String(port)];
  const links = ['--server-addr', `parsec3://127.0.0.1:${port}?no_ssl=true`];
  const kept = db === undefined ? [] : ['--db', db, '--blockstore', 'POSTGRESQL'];
  // As quiet as ours. It writes a line for each request at any level, which the engine would copy on the same core.
  const quiet = ['--log-level', 'error', '--log-file', '/dev/null'];
  const { id, pid } = await start(cloudImage, 'run', '--dev', ...quiet, ...address, ...links, ...kept);
  const stop = (): Promise<void> => remove(id);
  await ready(port).catch(async (fault) => {
    await stop();
    throw fault;
  });
  return { port, cpu: () => cpuOf(pid), memory: () => memoryOf(pid), stop };
}
