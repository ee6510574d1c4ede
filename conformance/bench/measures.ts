import { deviceToken } from '../src/judge/device-token.ts';
import { Instant, pack } from '../src/wire/index.ts';
import type { Subject } from './subject.ts';
import { type Answer, type Driven, drive } from './drive.ts';
import { isOk, type Prepared, prepare } from './organizations.ts';
import { administration, request, rpc } from './request.ts';

const connections = 16;

/** Calls per second of a run in which every answer was as expected. */
function rate(what: string, { asExpected, seconds, statuses }: Driven): number {
  const sent = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  if (asExpected !== sent)
    throw new Error(
      `${what}: ${sent - asExpected} of ${sent} answers were not as expected: ${[...statuses]}`,
    );
  return sent / seconds;
}

/** Bootstraps per second, and the organizations that came of it. */
export async function bootstraps(
  subject: Subject,
  count: number,
): Promise<{ perSecond: number; born: readonly Prepared[] }> {
  const born = await prepare(subject, count);
  const driven = await drive(
    subject.address,
    connections,
    born.map(({ bootstrap }) => bootstrap).values(),
    isOk,
  );
  return { perSecond: rate('organization_bootstrap', driven), born };
}

/**
 * `organization_info` per second by the devices of `born`, each its own organization's. No two calls carry the same token, so that no result
 * of a verification can be used again.
 */
export async function information(
  subject: Subject,
  born: readonly Prepared[],
  count: number,
): Promise<number> {
  const body = pack({ cmd: 'organization_info' });
  const at = new Instant(BigInt(Date.now()) * 1000n);
  const calls = Array.from({ length: count }, (_unused, index) => {
    const { organization, device } = born[index % born.length] as Prepared;
    const drift = Math.floor(index / born.length);
    // within the window of 300 s early and 320 s late, with a minute to spare
    if (drift > 480) throw new Error('more calls than tokens that differ');
    return rpc(`/authenticated/${organization}`, body, deviceToken(device, at.plusSeconds(240 - drift)));
  });
  return rate('organization_info', await drive(subject.address, connections, calls.values(), isOk));
}

/** Sends `count` calls of which each is refused, of six kinds in turn, and says how many per second. */
export async function refusals(
  subject: Subject,
  { organization, device }: Prepared,
  count: number,
): Promise<number> {
  const body = pack({ cmd: 'organization_info' });
  const stale = new Instant(0n);
  const kinds = [
    administration('GET', `/administration/organizations/${organization}`, 'wrong', {}),
    rpc('/anonymous/bench-nobody', body),
    rpc(`/anonymous/${organization}`, Uint8Array.of(0xc1)),
    rpc(`/authenticated/${organization}`, body),
    rpc(`/authenticated/${organization}`, body, deviceToken(device, stale)),
    request('GET', '/nowhere', {}),
  ];
  const calls = function* () {
    for (let index = 0; index < count; index += 1) yield kinds[index % kinds.length] as Buffer;
  };
  const isRefused = ({ status }: Answer) => status >= 400 && status < 500;
  return rate('refusals', await drive(subject.address, connections, calls(), isRefused));
}
