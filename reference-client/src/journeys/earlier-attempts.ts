import { serverUrl } from '@parsec-spec/spec/device-files';
import { listPending } from '../device-files/index.ts';
import type { Bootstrapped, BootstrapOrganization } from './bootstrapped.ts';
import { finishBootstrap } from './finish-bootstrap.ts';

/**
 * The pending files of earlier attempts at the same organization. `dead`: the server does not know
 * these devices. `waiting`: this password does not open these files.
 */
export type EarlierAttempts =
  | { outcome: 'none'; dead: readonly string[]; waiting: readonly string[] }
  | Bootstrapped;

/** Finishes an earlier attempt whose answer never arrived, if the server knows its device. */
export async function earlierAttempts(bootstrap: BootstrapOrganization): Promise<EarlierAttempts> {
  const dead: string[] = [];
  const waiting: string[] = [];
  const secret = { kind: 'password', password: bootstrap.password } as const;
  for (const each of await listPending(bootstrap.folder)) {
    if (each.organizationId !== bootstrap.organizationId) continue;
    if (serverUrl(each.serverUrl) !== serverUrl(bootstrap.serverUrl)) continue;
    const finished = await finishBootstrap(bootstrap, each.path, secret);
    switch (finished.outcome) {
      case 'finished':
        return { outcome: 'bootstrapped', device: finished.device, path: finished.path, resumed: true };
      case 'unknown-to-server':
        dead.push(each.path);
        break;
      case 'not-opened':
        waiting.push(each.path);
        break;
      default:
        // The answer is unknown. A new attempt could succeed in place of this one and make its keys
        // useless.
        return finished;
    }
  }
  return { outcome: 'none', dead, waiting };
}
