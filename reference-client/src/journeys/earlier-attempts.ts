import { serverUrl } from '@parsec-spec/spec/device-files';
import { listPending } from '../device-files/index.ts';
import type { Bootstrapped, BootstrapOrganization } from './bootstrapped.ts';
import { finishBootstrap } from './finish-bootstrap.ts';

/** What earlier attempts at the same organization left in the folder. `dead`: the server does not know them. `waiting`: they do not open with this password. */
export type EarlierAttempts =
  | { outcome: 'none'; dead: readonly string[]; waiting: readonly string[] }
  | Bootstrapped;

/** Takes up earlier attempts whose answer never came: one that the server knows is the device looked for, and nothing needs to be asked anew. */
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
        // Neither yes nor no: a new attempt would be as uncertain, and could shut out this one's keys.
        return finished;
    }
  }
  return { outcome: 'none', dead, waiting };
}
