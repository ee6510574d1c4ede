import { isIP } from 'node:net';
import tls from 'node:tls';
import type { Check } from '../case/check.ts';
import { newRecord } from '../case/check-record.ts';
import { Deadline } from '../case/deadline.ts';
import { serverUnderTest } from '../case/facilities.ts';
import { Http } from '../case/http.ts';
import { Secrets } from '../case/redaction.ts';
import type { ServerTarget } from '../targets/target.ts';
import { type Endpoint, openEndpoint, type TlsOptions } from '../wire/endpoint.ts';
import { type PreflightFacts, preflight } from './preflight.ts';
import { type Testability, testability } from './testability.ts';

/** Facts about a target that are known before the suite judges it. */
export interface Diagnosis extends PreflightFacts {
  readonly address: string;
  readonly tls: TlsFacts | undefined;
  readonly testability: Testability;
}

/**
 * Inspects a target without judging it.
 *
 * @param checks - The checks that are counted as testable or not.
 * @param options.probeName - Name of an organization that does not exist. The target is then asked
 *   to create it spontaneously. Undefined: this is not tested.
 * @throws `TargetError` (`unreachable`) if nothing answers, or if the answer is not that of a
 *   Parsec server.
 * @example
 *   const diagnosis = await diagnose(target, await loadChecks(), {
 *     tls: {},
 *     probeName: undefined,
 *   });
 */
export async function diagnose(
  target: ServerTarget,
  checks: readonly Check[],
  options: { readonly tls: TlsOptions; readonly probeName: string | undefined },
): Promise<Diagnosis> {
  const server = serverUnderTest(target, options.tls);
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
        canStart: target.start !== undefined,
        mail: target.capabilities.mail,
        undeployable: (what) => target.undeployable?.[what],
      }),
    };
  } finally {
    deadline.end();
    server.endpoint.agent.destroy();
  }
}

/** Facts about a TLS connection to the target. */
export interface TlsFacts {
  readonly protocol: string;
  /** Why its certificate is not trusted, or undefined if it is. */
  readonly distrusted: string | undefined;
  /** When its certificate expires. */
  readonly validTo: string;
}

/**
 * Connects over TLS and reads facts of the connection. Accepts any certificate. Undefined for plain
 * HTTP and if nothing answers.
 */
function tlsFacts({ secure, connection }: Endpoint): Promise<TlsFacts | undefined> {
  if (!secure) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const { hostname, port, ca } = connection;
    const socket = tls.connect({
      host: hostname,
      port,
      // An IP address cannot be a server name (SNI) by which a server selects its certificate.
      ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
      rejectUnauthorized: false,
      ...(ca === undefined ? {} : { ca }),
    });
    socket.setTimeout(5000, () => socket.destroy());
    socket.on('secureConnect', () => {
      const error = socket.authorizationError as Error | string | null;
      resolve({
        protocol: socket.getProtocol() ?? 'unknown',
        distrusted: socket.authorized
          ? undefined
          : String(error instanceof Error ? error.message : (error ?? 'unknown')),
        validTo: socket.getPeerCertificate().valid_to ?? 'unknown',
      });
      socket.destroy();
    });
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(undefined));
  });
}
