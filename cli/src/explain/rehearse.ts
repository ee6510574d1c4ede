import { runSuite } from '@parsec-spec/conformance/engine';
import type { CheckFinished } from '@parsec-spec/conformance/events';
import { openTarget } from '@parsec-spec/conformance/targets';
import type { Check } from '@parsec-spec/conformance/verifies';

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
