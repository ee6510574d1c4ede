import type { Check } from '@parsec-spec/conformance/case';
import { type CheckFinished, runSuite } from '@parsec-spec/conformance/runner';
import { openTarget } from '@parsec-spec/conformance/targets';

/**
 * Runs server checks on the reference server to show their requests. Without a reference server the
 * result is empty.
 */
export async function rehearse(checks: readonly Check[]): Promise<ReadonlyMap<string, CheckFinished>> {
  const seen = new Map<string, CheckFinished>();
  const servers = checks.filter(({ kind }) => kind === 'server');
  if (servers.length === 0) return seen;
  const target = await openTarget('memory:reference').catch(() => undefined);
  if (target === undefined || target.kind === 'client') return seen;
  try {
    await runSuite({
      server: target,
      checks: servers,
      seed: 'explain',
      run: 'explai',
      again: false,
      onEvent: (event) => {
        if (event.event === 'check-finished') seen.set(event.check, event);
      },
    });
  } finally {
    await target.close();
  }
  return seen;
}
