import { type PreflightFacts, preflight, underTest } from '../engine/index.ts';

import { openEndpoint, type TlsOptions } from '../exchange/index.ts';
import { Http } from '../judge/http.ts';
import { Deadline, newRecord, Secrets } from '../judge/index.ts';
import type { ServerTarget } from '../targets/index.ts';
import type { Check } from '../verifies/index.ts';
import { type Testability, testability } from './testability.ts';
import { type TlsFacts, tlsFacts } from './tls-facts.ts';

/** What the doctor finds out about a target before the suite judges it. */
export interface Diagnosis extends PreflightFacts {
  readonly address: string;
  readonly tls: TlsFacts | undefined;
  readonly testability: Testability;
}

/**
 * Inspects a target without judging it. Throws `TargetError` if nothing answers, or if the answer
 * is not that of a Parsec server.
 */
export async function diagnose(
  target: ServerTarget,
  checks: readonly Check[],
  options: { readonly tls: TlsOptions; readonly probeName: string | undefined },
): Promise<Diagnosis> {
  const server = underTest(target, options.tls);
  const tls = await tlsFacts(openEndpoint(target.address, options.tls));
  const deadline = new Deadline(10_000);
  const http = new Http(server.endpoint, deadline, newRecord(new Secrets()));
  try {
    const facts = await preflight(http, server, options.probeName, target.capabilities.families);
    const { administration, spontaneous, events } = facts;
    return {
      ...facts,
      address: target.address,
      tls,
      testability: testability(checks, {
        administration: administration ?? false,
        spontaneous: spontaneous ?? false,
        events,
        startable: target.start !== undefined,
        mail: target.capabilities.mail,
        undeployable: (what) => target.undeployable?.[what],
      }),
    };
  } finally {
    deadline.end();
    server.endpoint.agent.destroy();
  }
}
