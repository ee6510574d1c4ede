import type { ClientJudge } from '../judge/client-judge.ts';
import type { ClientOutcome, ClientSession, DeviceAccess } from '../targets/client/client-driver.ts';
import { linksTo, type SimulatedServer, simulateServer } from './simulated-server.ts';

/**
 * A client under test without a device, a bootstrap link for it, and an honest server that the
 * judge simulates.
 */
export interface NewClient extends SimulatedServer {
  readonly session: ClientSession;
  readonly home: string;
  readonly token: Uint8Array;
  readonly password: string;
  /** The device that an honest bootstrap makes. */
  readonly access: DeviceAccess;
  /** The bootstrap link, in the `parsec3:` and in the `http:` form. */
  readonly link: string;
  readonly httpLink: string;
  /** Bootstraps the organization. `changes` replace fields of the honest input. */
  bootstrap(changes?: Partial<Parameters<ClientSession['bootstrap']>[0]>): Promise<ClientOutcome>;
}

export interface NewClientOptions {
  /** Name of the organization. Default: a random one. */
  readonly organization?: string;
  /** The client hashes the password at full cost (Argon2id, 128 MiB). */
  readonly fullCost?: boolean;
  /** The home and the process of this client are used. The organization is another one. */
  readonly earlier?: Pick<NewClient, 'home' | 'session'> | undefined;
}

/** Opens a client in an empty home, and simulates a server whose organization it can bootstrap. */
export async function newClient(judge: ClientJudge, options: NewClientOptions = {}): Promise<NewClient> {
  const simulated = await simulateServer(judge, options.organization ?? `Org_${judge.random.hex(6)}`);
  const { earlier } = options;
  const home = earlier?.home ?? (await judge.home());
  const session = earlier?.session ?? (await judge.open(home, { cheapPassword: options.fullCost !== true }));
  const token = judge.random.bytes(16);
  const password = `P@ssw0rd ${judge.random.hex(12)}`;
  const links = linksTo(simulated, 'bootstrap_organization', token);
  const honest = {
    ...{ link: links.link, password },
    email: 'alice@example.com',
    name: 'Alice',
    device: 'alice-laptop',
  };
  const access = { device: honest.device, password };
  return Object.assign(simulated, {
    ...{ session, home, token, password, access },
    ...links,
    bootstrap: (changes: Partial<typeof honest> = {}) => session.bootstrap({ ...honest, ...changes }),
  });
}
