import type { ClientJudge } from '../case/client-judge.ts';
import type { ClientOutcome, ClientSession } from '../targets/client-driver.ts';
import { type StagedServer, stageServer } from './staged-server.ts';

/** A person with a bootstrap link and no device yet, and an honest server that the judge plays. */
export interface NewUser extends StagedServer {
  readonly session: ClientSession;
  readonly home: string;
  readonly token: Uint8Array;
  readonly password: string;
  /** The link, both forms. */
  readonly link: string;
  readonly httpLink: string;
  /** Bootstraps, with the given deviations from an honest new user. */
  bootstrap(changes?: Partial<Parameters<ClientSession['bootstrap']>[0]>): Promise<ClientOutcome>;
}

/** `p` of a link: base64url of msgpack bin 16, or of nil. */
export const payloadOf = (token: Uint8Array | null): string =>
  Buffer.from(token === null ? [0xc0] : [0xc4, token.length, ...token]).toString('base64url');

/** Optional settings of a new user. */
export interface NewUserParts {
  readonly organization?: string;
  /** The password is hashed as for a person (Argon2id, 128 MiB). */
  readonly fullCost?: boolean;
}

/** A new user in an empty home. */
export async function newUser(judge: ClientJudge, parts: NewUserParts = {}): Promise<NewUser> {
  const played = await stageServer(judge, parts.organization ?? `Org_${judge.random.hex(6)}`);
  const home = await judge.home();
  const session = await judge.client.open(home, { cheapPassword: parts.fullCost !== true });
  const token = judge.random.bytes(16);
  const password = `P@ssw0rd ${judge.random.hex(12)}`;
  const name = encodeURIComponent(played.organization);
  const query = `a=bootstrap_organization&p=${payloadOf(token)}`;
  const link = `parsec3://127.0.0.1:${played.server.port}/${name}?no_ssl=true&${query}`;
  const honest = {
    ...{ link, password },
    email: 'alice@example.com',
    label: 'Alice',
    deviceLabel: 'alice-laptop',
  };
  return Object.assign(played, {
    ...{ session, home, token, password, link },
    httpLink: `http://127.0.0.1:${played.server.port}/redirect/${name}?${query}`,
    bootstrap: (changes: Partial<typeof honest> = {}) => session.bootstrap({ ...honest, ...changes }),
  });
}
