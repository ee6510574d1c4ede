import type { ClientJudge } from '../../judge/client-judge.ts';
import type { MockServer } from '../../judge/mock-server.ts';
import type { SimulatedPeer } from '../../people/simulated-peer.ts';
import type { ClientOutcome, ClientSession } from '../../targets/client/client-driver.ts';
import type { Exchange } from '../../wire/exchange.ts';
import type { Fields } from '../../wire/values.ts';
import { deviceFiles, filesBelow } from '../device-files.ts';
import { type ClaimingClient, claimingClient } from './claiming-client.ts';
import type { ComparingUser } from './code-comparison.ts';
import { type GreetingClient, greetingClient } from './greeting-client.ts';

/** A greeting between the client under test and a simulated peer. */
export interface Scenario {
  readonly peer: SimulatedPeer;
  readonly comparison: ComparingUser;
  readonly server: MockServer;
  /** Every command that the client sent, oldest first. */
  readonly commands: readonly Fields[];
  readonly home: string;
  readonly password: string;
  readonly session: ClientSession;
  /** Applies these misbehaviours (`name=parameter`) to the server and to the peer. */
  misbehave(...names: readonly string[]): void;
  /** Runs the greeting. */
  run(): Promise<ClientOutcome>;
  /** Another invitation for the same client: same home, same process. */
  again(): Promise<Scenario>;
  /**
   * Counts what the greeting created: `user_create` and `device_create` requests of a greeter, or
   * device files of a claimer.
   */
  countCreated(): Promise<number>;
}

/** The scenarios, named after the client's side and the kind of the invitation. */
export const scenarios = {
  'claims-user': claims('USER'),
  'claims-device': claims('DEVICE'),
  'greets-user': greets('USER'),
  'greets-device': greets('DEVICE'),
} as const;

export type ScenarioName = keyof typeof scenarios;

/** Runs an honest greeting, and asserts that it succeeds and creates one user or device. */
export async function greetingSucceeds(judge: ClientJudge, name: ScenarioName): Promise<Scenario> {
  const scenario = await scenarios[name](judge);
  judge.expectOk(await scenario.run(), 'an honest greeting');
  judge.expect.equal(await scenario.countCreated(), 1, 'users and devices made by an honest greeting');
  judge.expect.equal(scenario.peer.cancellations, [], 'cancellations of an honest greeting');
  return scenario;
}

/** Asserts that the greeting failed and created nothing. */
export async function greetingFailed(
  judge: ClientJudge,
  scenario: Scenario,
  ended: ClientOutcome,
): Promise<void> {
  judge.expectNotDone(ended, 'a greeting that fails');
  judge.expect.equal(await scenario.countCreated(), 0, 'users and devices made');
}

function claims(type: 'USER' | 'DEVICE') {
  const scenario = async (judge: ClientJudge, earlier?: ClaimingClient): Promise<Scenario> => {
    const client = await claimingClient(judge, type, { earlier });
    return Object.assign(client, {
      run: () => client.claim(),
      again: () => scenario(judge, client),
      countCreated: async () => deviceFiles(await filesBelow(client.home)).length,
    });
  };
  return (judge: ClientJudge) => scenario(judge);
}

function greets(type: 'USER' | 'DEVICE') {
  const scenario = async (judge: ClientJudge, earlier?: GreetingClient): Promise<Scenario> => {
    const client = await greetingClient(judge, type, earlier);
    return Object.assign(client, {
      run: () => client.greet(),
      again: () => scenario(judge, client),
      countCreated: async () => client.creations.length,
    });
  };
  return (judge: ClientJudge) => scenario(judge);
}

/** Everything that a request sent to the server: target, headers, body. */
export const sentBytes = ({ request }: Exchange): Uint8Array =>
  Buffer.concat([Buffer.from(`${request.target}\n${request.headers.join('\n')}\n`), request.body]);
