import { randomBytes } from 'node:crypto';
import { containerEngine } from '../targets/container-engine.ts';
import { guard } from '../targets/guardian.ts';
import { removeVolume } from '../targets/remove-container.ts';
import { ownLabels } from '../targets/owner-labels.ts';
import { tellLeft } from '../targets/tell-left.ts';

/** The size of a disk that can be filled, in MiB: enough for any server's start, and soon full. */
export const diskSize = 64;

/**
 * A small volume in memory. It keeps its content only while a container that uses it runs or is
 * suspended.
 */
export interface Disk {
  readonly volume: string;
  /** Removes it once no container uses it. Throws if that fails. */
  remove(): Promise<void>;
}

/** Creates an empty disk that is writable by every user of a container. */
export async function makeDisk(): Promise<Disk> {
  const { container } = await containerEngine();
  const volume = `parsec-spec-${randomBytes(4).toString('hex')}`;
  await container.dockerode.createVolume({
    Name: volume,
    Driver: 'local',
    DriverOpts: { type: 'tmpfs', device: 'tmpfs', o: `size=${diskSize}m,mode=1777` },
    Labels: ownLabels(),
  });
  const settle = guard(`volume:${volume}`);
  return { volume, remove: () => removeVolume(volume).then(settle, tellLeft(`the volume ${volume}`)) };
}
