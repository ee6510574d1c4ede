import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import type { ContainerRuntimeClient } from 'testcontainers';
import { byEnvironment } from './default-recipe.ts';
import { containerEngine } from './container-engine.ts';
import { guard } from './guardian.ts';
import { imageRecipe } from './image-recipe.ts';
import { LogTail } from './log-tail.ts';
import { missingImage } from './missing-image.ts';
import { ownerLabel, sweepContainers } from './sweep-containers.ts';
import { planStart } from './plan-start.ts';
import { removeContainer } from './remove-container.ts';
import type { RunningServer } from './target.ts';
import type { StartOptions } from './start-options.ts';
import type { Starting } from './starting.ts';
import { waitUntilReady } from './wait-until-ready.ts';

/**
 * Starts a container of `image`, which must be there (nothing is ever pulled), and waits until it answers.
 * Errors: `TargetError` of code `prerequisite` (no engine, no such image) or `unreachable` with its log.
 */
export async function startImage(
  image: string,
  starting: Starting,
  options: StartOptions,
): Promise<RunningServer> {
  const engine = await containerEngine();
  await swept(engine);
  const found = await inspect(engine, image);
  const { reach, network, places } = await imageRecipe(starting, found.exposedPort);
  const bare = planStart(starting.recipe, options, places);
  const plan = starting.hasFile ? bare : byEnvironment(bare);
  const words = [...(plan.command ?? found.command), ...plan.arguments];
  const container = await engine.container.dockerode.createContainer({
    Image: image,
    ...(words.length > 0 ? { Cmd: words } : {}),
    Env: Object.entries(plan.environment).map(([name, value]) => `${name}=${value}`),
    Labels: { [ownerLabel]: String(process.pid) },
    ...network,
  });
  const settle = guard(`container:${container.id}`);
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= removeContainer(container.id).then(settle);
    return closing;
  };
  const log = new LogTail();
  let death: string | undefined;
  try {
    await container.start();
    const stream = await container.logs({ follow: true, stdout: true, stderr: true });
    follow(engine, stream as Readable, log);
    void container.wait().then(
      ({ StatusCode }: { StatusCode: number }) => {
        death = `exit ${StatusCode}`;
      },
      () => undefined,
    );
    await waitUntilReady({
      address: places.address,
      deadlineMs: starting.deadlineMs,
      died: () => death,
      log: () => log.toString(),
      signal: starting.signal,
    });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    address: `http://${reach}`,
    administrationToken: starting.administrationToken,
    log: () => log.toString(),
    close,
  };
}

let sweep: Promise<void> | undefined;
function swept(engine: ContainerRuntimeClient): Promise<void> {
  sweep ??= sweepContainers(engine);
  return sweep;
}

async function inspect(engine: ContainerRuntimeClient, image: string) {
  const { Config } = await engine.container.dockerode
    .getImage(image)
    .inspect()
    .catch(() => {
      throw missingImage(image);
    });
  const [exposed] = Object.keys(Config.ExposedPorts ?? {});
  return {
    command: Config.Cmd ?? [],
    exposedPort: exposed === undefined ? undefined : Number.parseInt(exposed, 10),
  };
}

function follow(engine: ContainerRuntimeClient, stream: Readable, log: LogTail): void {
  const lines = new PassThrough();
  lines.on('data', log.add);
  engine.container.dockerode.modem.demuxStream(stream, lines, lines);
  void once(stream, 'close').catch(() => undefined);
}
