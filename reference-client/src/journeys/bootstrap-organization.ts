import type { LocalDevice } from '@parsec-spec/spec/device-files';
import {
  deviceFilePath,
  discardPending,
  promotePending,
  sealDevice,
  storePending,
  writeSecretFile,
} from '../device-files/index.ts';
import { call, mayHaveActed, type Outcome } from '../transport/index.ts';
import type { Bootstrapped, BootstrapOrganization } from './bootstrapped.ts';
import { earlierAttempts } from './earlier-attempts.ts';
import { foundOrganization } from './found-organization.ts';
import { instant } from './session.ts';

/**
 * Bootstraps an organization (spec/commands/anonymous/organization_bootstrap/README.md). The keys
 * are on disk before the request is sent, because an organization is lost if its only keys are
 * lost.
 *
 * @returns the device, or why there is none
 * @example
 * ```ts
 * const ended = await bootstrapOrganization({
 *   crypto, serverUrl, organizationId: 'Acme', token,
 *   humanHandle: ['alice@example.com', 'Alice'],
 *   deviceLabel: 'laptop', password, folder: devicesFolder({ env: process.env }),
 * });
 * if (ended.outcome !== 'bootstrapped') console.error(explainBootstrap(ended).message);
 * ```
 */
export async function bootstrapOrganization(bootstrap: BootstrapOrganization): Promise<Bootstrapped> {
  const earlier = await earlierAttempts(bootstrap);
  if (earlier.outcome !== 'none') return earlier;
  const { crypto, password, folder, cost } = bootstrap;
  const { device, request } = await foundOrganization(crypto, bootstrap, instant(bootstrap));
  const createdOn = instant(bootstrap);
  const sealed = await sealDevice({
    crypto,
    device,
    password,
    createdOn,
    protectedOn: instant(bootstrap),
    cost,
  });
  let pending: string;
  try {
    pending = await storePending(folder, device.device_id.hex, sealed);
  } catch (error) {
    return { outcome: 'cannot-store', folder, detail: messageOf(error) };
  }
  const { serverUrl, organizationId, transport } = bootstrap;
  const connection = { serverUrl, organizationId, crypto, ...(transport && { transport }) };
  const answer = await call(connection, 'anonymous', request);
  if (answer.outcome === 'reply' && answer.reply.status === 'ok') {
    await discardAll(earlier.dead);
    return promoted(bootstrap.folder, device, pending, sealed);
  }
  if (answer.outcome !== 'reply' && mayHaveActed(answer))
    return { outcome: 'uncertain', pending, cause: answer };
  await discardPending(pending);
  return answer.outcome === 'reply' ? refusalOf(answer.reply, earlier.waiting) : answer;
}

async function promoted(
  folder: string,
  device: LocalDevice,
  pending: string,
  sealed: Uint8Array,
): Promise<Bootstrapped> {
  try {
    return { outcome: 'bootstrapped', device, path: await promotePending(pending), resumed: false };
  } catch (error) {
    const path = deviceFilePath(folder, device.device_id.hex);
    const saveTo = (place: string): Promise<void> => writeSecretFile(place, sealed);
    // The pending file may be gone although the folder can take a new one.
    const saved = await saveTo(path).then(
      () => true,
      () => false,
    );
    if (saved) return { outcome: 'bootstrapped', device, path, resumed: false };
    return { outcome: 'not-saved', device, pending, detail: messageOf(error), saveTo };
  }
}

type Reply = Extract<Outcome<'organization_bootstrap'>, { outcome: 'reply' }>['reply'];

function refusalOf(reply: Reply, waiting: readonly string[]): Bootstrapped {
  switch (reply.status) {
    case 'invalid_bootstrap_token':
      return { outcome: 'token-refused', waiting };
    case 'organization_already_bootstrapped':
      return { outcome: 'already-bootstrapped', waiting };
    case 'timestamp_out_of_ballpark':
      return { outcome: 'clock-off', server: reply.server_timestamp, client: reply.client_timestamp };
    default:
      return { outcome: 'certificates-refused' };
  }
}

async function discardAll(dead: readonly string[]): Promise<void> {
  for (const pending of dead) await discardPending(pending);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
