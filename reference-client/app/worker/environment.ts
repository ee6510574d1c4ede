import { hashWasmArgon2id } from '@parsec-spec/reference-client/crypto';
import type { ClientEnvironment, Session } from '@parsec-spec/reference-client/journeys';
import { webCrypto } from '@parsec-spec/spec/crypto';
import type { GreetingState } from './greeting.ts';
import { type Report, toPage } from './messages.ts';
import { shownCall } from './protocol.ts';
import { ownOrigin, versionNotice, watchedFetch } from './servers.ts';
import { type Failure, failure, unreachable } from './words.ts';

/** The folder of device files, in IndexedDB. */
export const FOLDER = 'devices';
export const certificatesPath = (deviceId: string): string => `certificates/${deviceId}.json`;

// This thread may wait for Argon2id, so it needs no thread of its own for that.
export const environment: ClientEnvironment = {
  crypto: webCrypto(crypto.subtle, (array) => crypto.getRandomValues(array), { argon2id: hashWasmArgon2id }),
  transport: { fetch: watchedFetch, onCall: (call) => tell({ report: 'call', call: shownCall(call) }) },
};

/** The device that is logged in, and the path of its file. */
let entered: { readonly session: Session; readonly path: string } | undefined;

/** Takes the device that is logged in. */
export function enter(session: Session, path: string): void {
  entered = { session, path };
}

export function loggedIn(): { readonly session: Session; readonly path: string } {
  if (entered === undefined) throw new Error('no device is logged in');
  return entered;
}

export const tell = (report: Report): void => toPage(report);

/** The result of an act. */
export type Result<T = object> = ({ readonly ok: true } & T) | Failure;

/** The failure of a call: a page learns nothing about a server that it does not reach. */
export const calledFailure = (
  server: string,
  { outcome, cause }: { readonly outcome: string; readonly cause?: unknown },
  explained: Parameters<typeof failure>[1],
): Failure => {
  if (outcome === 'offline' && cause === 'connection-lost')
    return unreachable(server, new URL(server).origin === ownOrigin);
  const told = failure(outcome, explained);
  const notice = outcome === 'unsupported-api-version' ? versionNotice(server) : undefined;
  return notice === undefined ? told : { ...told, hint: `${told.hint}. Note: ${notice}` };
};

/** Reports the state of a greeting. */
export const tellGreeting = (key: string, state: GreetingState): void =>
  tell({ report: 'greeting', key, state });
