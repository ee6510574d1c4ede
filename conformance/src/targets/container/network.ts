import { randomBytes } from 'node:crypto';
import { guard, reportLeftover } from '../cleanup/guardian.ts';
import { ownLabels } from '../cleanup/owner-labels.ts';
import { containerEngine, removeNetwork } from './engine.ts';

/** A network of containers that belongs to one run. */
export interface PrivateNetwork {
  readonly name: string;
  /** Address of this machine in the network. Undefined if the engine does not state it. */
  readonly gateway: string | undefined;
  /** Removes it once no container is joined to it. Throws if that fails. */
  remove(): Promise<void>;
}

/** Creates a network of containers, which is removed with the judge. */
export async function makeNetwork(): Promise<PrivateNetwork> {
  const { container } = await containerEngine();
  const name = `parsec-spec-${randomBytes(4).toString('hex')}`;
  const network = await container.dockerode.createNetwork({ Name: name, Labels: ownLabels() });
  const unguard = guard(`network:${network.id}`);
  const { IPAM } = (await network.inspect()) as { IPAM?: { Config?: { Gateway?: string }[] } };
  return {
    name,
    gateway: IPAM?.Config?.[0]?.Gateway,
    remove: () => removeNetwork(network.id).then(unguard, reportLeftover(`the network ${name}`)),
  };
}
