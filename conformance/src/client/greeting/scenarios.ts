import type { ClientJudge } from '../../case/client-judge.ts';
import type { MockServer } from '../../case/mock-server.ts';
import type { ClientOutcome } from '../../targets/client-driver.ts';
import type { Exchange } from '../../wire/exchange.ts';
import { deviceFiles, filesBelow } from '../device-files.ts';
import { claimingClient } from './claiming-client.ts';
import type { CodeComparison } from './code-comparison.ts';
import { greetingClient } from './greeting-client.ts';
import type { StagedPeer } from './staged-peer.ts';

/** A client at either side of a greeting. */
export interface Scenario {
  readonly peer: StagedPeer;
  readonly person: CodeComparison;
  readonly server: MockServer;
  readonly password: string;
  /** Claims, or greets. */
  go(): Promise<ClientOutcome>;
  /**
   * The number of objects that an honest greeting creates: users, devices, or device files of a
   * claimer.
   */
  made(): Promise<number>;
}

/** The scenes of a greeting: the client's side, and what the invitation is for. */
export const scenarios = {
  'claims-user': claims('USER'),
  'claims-device': claims('DEVICE'),
  'greets-user': greets('USER'),
  'greets-device': greets('DEVICE'),
} as const;

/** Name of such a scene. */
export type ScenarioName = keyof typeof scenarios;

/** An honest greeting, which must succeed and create one user or device. */
export async function greetingSucceeds(judge: ClientJudge, name: ScenarioName): Promise<Scenario> {
  const scene = await scenarios[name](judge);
  judge.expectOutcome(await scene.go(), 'ok', 'an honest greeting');
  judge.expect.equal(await scene.made(), 1, 'users and devices made by an honest greeting');
  judge.expect.equal(scene.peer.cancellations, [], 'cancellations of an honest greeting');
  return scene;
}

/** Asserts that the greeting failed and created nothing. */
export async function greetingFailed(
  judge: ClientJudge,
  scene: Scenario,
  ended: ClientOutcome,
): Promise<void> {
  judge.expectOutcome(ended, 'not-greeted');
  judge.expect.equal(await scene.made(), 0, 'users and devices made');
}

function claims(type: 'USER' | 'DEVICE') {
  return async (judge: ClientJudge): Promise<Scenario> => {
    const scene = await claimingClient(judge, type);
    const made = async () => deviceFiles(await filesBelow(scene.home)).length;
    const { peer, person, server, password } = scene;
    return { peer, person, server, password, go: () => scene.claim(), made };
  };
}

function greets(type: 'USER' | 'DEVICE') {
  return async (judge: ClientJudge): Promise<Scenario> => {
    const scene = await greetingClient(judge, type);
    const made = async () => scene.creations.length;
    const { peer, person, server, password } = scene;
    return { peer, person, server, password, go: () => scene.greet(), made };
  };
}

/** Everything that a request sent to the server: target, headers, body. */
export const sentBytes = ({ request }: Exchange): Uint8Array =>
  Buffer.concat([Buffer.from(`${request.target}\n${request.headers.join('\n')}\n`), request.body]);
