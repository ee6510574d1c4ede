import type { ClientJudge } from '../judge/client-judge.ts';
import type { MockReply, MockServer } from '../judge/mock-server.ts';
import type { DatedCertificate } from '../people/dated-certificates.ts';
import type { SimulatedPeer } from '../people/simulated-peer.ts';
import { decodeMap } from '../wire/decode.ts';
import type { SentRequest } from '../wire/exchange.ts';
import type { Fields, Instant } from '../wire/values.ts';
import { type ForgeryMembers, membersOf } from './misbehaviours/certificates/forgery.ts';
import { honestAnswer } from './misbehaviours/honest-answer.ts';
import { linkPayload } from './misbehaviours/links.ts';
import { parseMisbehaviour, startMisbehaviours } from './misbehaviours/parse-misbehaviour.ts';

/**
 * A server that the judge simulates. It has one organization, and is honest except for the changes
 * that a check makes.
 */
export interface SimulatedServer {
  readonly server: MockServer;
  /** Name of the organization. */
  readonly organization: string;
  /** Every command that the client sent, oldest first. */
  readonly commands: readonly Fields[];
  /**
   * The common certificates that the server serves. A bootstrap adds the first two. A check may
   * change them.
   */
  common: readonly DatedCertificate[];
  /** The sequester certificates that the server serves. */
  sequester: readonly DatedCertificate[];
  /** Those in whose names certificates are made. Alice founds the organization. */
  readonly members: ForgeryMembers;
  /** Date of the founder's certificates: one hour ago. */
  readonly bootstrappedAt: Instant;
  /** The other side of the client's greeting, if the judge plays one. */
  readonly peer?: SimulatedPeer;
  /** Returns the answer that replaces the honest one, or undefined to keep the honest one. */
  answer: (command: Fields, request: SentRequest) => MockReply | Promise<MockReply> | undefined;
  /** Applies these misbehaviours (`name=parameter`) from now on instead of earlier ones. */
  misbehave(...names: readonly string[]): void;
  /** Forgets the commands and exchanges so far. */
  forget(): void;
}

/** The link of an action in a simulated organization, in the `parsec3:` and in the `http:` form. */
export function linksTo(
  { server, organization }: Pick<SimulatedServer, 'server' | 'organization'>,
  action: string,
  token: Uint8Array,
): { readonly link: string; readonly httpLink: string } {
  const name = encodeURIComponent(organization);
  const query = `a=${action}&p=${linkPayload(token)}`;
  return {
    link: `parsec3://127.0.0.1:${server.port}/${name}?no_ssl=true&${query}`,
    httpLink: `http://127.0.0.1:${server.port}/redirect/${name}?${query}`,
  };
}

/** Starts a simulated server without certificates. Its organization is not bootstrapped yet. */
export async function simulateServer(judge: ClientJudge, organization: string): Promise<SimulatedServer> {
  const commands: Fields[] = [];
  const bootstrappedAt = judge.now().plusSeconds(-3600);
  const members = membersOf(judge.cast, bootstrappedAt);
  let running = startMisbehaviours([]);
  const server = await judge.mock(async (request) => {
    const command = decodeMap(request.body) ?? {};
    commands.push(command);
    const act = () => simulated.answer(command, request) ?? honestAnswer(simulated, command, request);
    return running.answer(act, { request, command, members });
  });
  const simulated: SimulatedServer = {
    ...{ server, organization, commands, members, bootstrappedAt },
    ...{ common: [], sequester: [], answer: () => undefined },
    misbehave: (...names: readonly string[]) => {
      running = startMisbehaviours(names.map(parseMisbehaviour));
      if (simulated.peer !== undefined) running.play(simulated.peer, members);
    },
    forget: () => {
      commands.length = 0;
      server.forget();
    },
  };
  return simulated;
}
