import { hashWasmArgon2id } from '@parsec-spec/reference-client/crypto';
import type { ClientEnvironment, Session } from '@parsec-spec/reference-client/journeys';
import { webCrypto } from '@parsec-spec/spec/crypto';
import { ownOrigin, versionNotice, watchedFetch } from './allowed-servers.ts';
import { type Failure, failure, unreachable } from './failures.ts';
import type { GreetingState } from './greeting.ts';
import { type Report, toPage } from './messages.ts';
import { shownCall } from './shown-call.ts';

/** The folder of device files, in IndexedDB. */
export const FOLDER = 'devices';
export const certificatesPath = (deviceId: string): string => `certificates/${deviceId}.json`;

/** What the journeys of this worker need. It may wait for Argon2id, which needs no thread here. */
export const environment: ClientEnvironment = {
  crypto: webCrypto(crypto.subtle, (array) => crypto.getRandomValues(array), { argon2id: hashWasmArgon2id }),
  transport: { fetch: watchedFetch, onCall: (call) => tell({ report: 'call', call: shownCall(call) }) },
};

/** The device that is logged in, and the path of its file. */
let logIn: { readonly session: Session; readonly path: string } | undefined;

/** Takes the device that is logged in. */
export function setLogIn(session: Session, path: string): void {
  logIn = { session, path };
}

export function currentLogIn(): { readonly session: Session; readonly path: string } {
  if (logIn === undefined) throw new Error('no device is logged in');
  return logIn;
}

export const tell = (report: Report): void => toPage(report);

/** The result of an act. */
export type Result<T = object> = ({ readonly ok: true } & T) | Failure;

/** The failure of a call: a page learns nothing about a server that it does not reach. */
export const callFailure = (
  server: string,
  { outcome, cause }: { readonly outcome: string; readonly cause?: unknown },
  explained: Parameters<typeof failure>[1],
): Failure => {
  if (outcome === 'offline' && cause === 'connection-lost')
    return unreachable(server, new URL(server).origin === ownOrigin);
  const plainFailure = failure(outcome, explained);
  const notice = outcome === 'unsupported-api-version' ? versionNotice(server) : undefined;
  return notice === undefined
    ? plainFailure
    : { ...plainFailure, hint: `${plainFailure.hint}. Note: ${notice}` };
};

export const reportGreeting = (key: string, state: GreetingState): void =>
  tell({ report: 'greeting', key, state });
