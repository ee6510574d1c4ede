import { setTimeout as sleep } from 'node:timers/promises';
import { containerEngine } from './container-engine.ts';

/**
 * How long an engine may take until it lets go of what was joined or mounted just now, in
 * milliseconds.
 */
const patience = 10_000;
/** Between two tries, in milliseconds. */
const pause = 100;

/**
 * Removes a container with its unnamed volumes, running or not; one that is gone already is as
 * good. Throws the engine's refusal.
 */
export async function removeContainer(id: string): Promise<void> {
  const { container } = await containerEngine();
  await untilGone(() => container.dockerode.getContainer(id).remove({ force: true, v: true }));
}

/**
 * Removes a network, as soon as no container is joined to it any more. Throws the engine's refusal
 * if one is after `wait` milliseconds.
 */
export async function removeNetwork(id: string, wait = patience): Promise<void> {
  const { container } = await containerEngine();
  await untilGone(() => container.dockerode.getNetwork(id).remove(), wait);
}

/**
 * Removes a volume, as soon as no container uses it any more. Throws the engine's refusal if one
 * does after `wait` milliseconds.
 */
export async function removeVolume(name: string, wait = patience): Promise<void> {
  const { container } = await containerEngine();
  await untilGone(() => container.dockerode.getVolume(name).remove({ force: true }), wait);
}

/**
 * An engine says that something is in use, or on its way out, with the same words: whether it is
 * gone shows when it is not found.
 */
async function untilGone(remove: () => Promise<unknown>, wait = patience): Promise<void> {
  const late = performance.now() + wait;
  for (;;) {
    try {
      await remove();
      return;
    } catch (error) {
      if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return;
      if (performance.now() >= late) throw error;
      await sleep(pause);
    }
  }
}
