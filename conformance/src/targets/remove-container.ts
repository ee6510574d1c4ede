import { containerEngine } from './container-engine.ts';

/** Removes a container with its volumes, running or not; one that is gone already is as good. */
export async function removeContainer(id: string): Promise<void> {
  const engine = await containerEngine();
  try {
    await engine.container.dockerode.getContainer(id).remove({ force: true, v: true });
  } catch {
    // gone, or about to be
  }
}
