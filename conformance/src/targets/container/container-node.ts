import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { guard, reportLeftover } from '../cleanup/guardian.ts';
import { ownLabels } from '../cleanup/owner-labels.ts';
import type { ServerNode } from '../deployment/deployment.ts';
import { LogTail } from '../log-tail.ts';
import { STOP_GRACE_MS } from '../process/process-group.ts';
import type { StartingProcess } from '../wait-until-ready.ts';
import {
  type Container,
  type ContainerCreation,
  containerEngine,
  missingImage,
  removeContainer,
} from './engine.ts';

/** How a container is created, and how its readiness is detected. */
export interface ContainerPlan {
  readonly create: ContainerCreation;
  readonly address: string;
  /** Waits until the started container is ready. */
  readonly untilReady: (starting: StartingProcess) => Promise<void>;
  /** The administration token, which is hidden in the log. */
  readonly secret?: string;
}

/** A container that can be killed, stopped, suspended and restarted. It keeps its volume. */
export class ContainerNode implements ServerNode {
  readonly address: string;
  readonly #plan: ContainerPlan;
  readonly #container: Container;
  readonly #log: LogTail;
  readonly #unguard: () => void;
  #removing: Promise<void> | undefined;

  private constructor(plan: ContainerPlan, container: Container) {
    this.address = plan.address;
    this.#plan = plan;
    this.#container = container;
    this.#log = new LogTail(plan.secret);
    this.#unguard = guard(`container:${container.id}`);
  }

  /** Creates the container. Throws TargetError if its image is not on this machine. */
  static async create(plan: ContainerPlan): Promise<ContainerNode> {
    const { container } = await containerEngine();
    const { Image: image = '' } = plan.create;
    const dockerContainer = await container.dockerode
      .createContainer({ ...plan.create, Labels: { ...plan.create.Labels, ...ownLabels() } })
      .catch((error: unknown) => {
        throw Object(error).statusCode === 404 ? missingImage(image) : error;
      });
    return new ContainerNode(plan, dockerContainer);
  }

  log(): string {
    return this.#log.toString();
  }

  async start(): Promise<void> {
    if ((await this.state()).isRunning) throw new Error('it runs already: kill or stop it first');
    await this.#listen();
    let death: string | undefined;
    await this.#container.start();
    void this.#container.wait().then(
      ({ StatusCode }: { StatusCode: number }) => {
        death = `exit ${StatusCode}`;
      },
      () => undefined,
    );
    await this.#plan.untilReady({ exitReason: () => death, log: () => this.log() });
  }

  async kill(): Promise<void> {
    await this.#container.kill({ signal: 'SIGKILL' }).catch(unlessNotRunning);
    await this.#container.wait();
  }

  async stop(): Promise<number | undefined> {
    const started = performance.now();
    await this.#container.stop({ t: STOP_GRACE_MS / 1000 });
    const { State } = await this.#container.inspect();
    return performance.now() - started < STOP_GRACE_MS ? State.ExitCode : undefined;
  }

  async pause(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#container.pause();
        return;
      } catch (error) {
        // The engine cannot suspend a container whose processes are just starting.
        if (tries === 20 || !/freeze/.test(String(error))) throw error;
        await sleep(100);
      }
    }
  }

  async resume(): Promise<void> {
    await this.#container.unpause();
  }

  async state(): Promise<{ readonly isRunning: boolean; readonly isPaused: boolean }> {
    const { State } = await this.#container.inspect();
    return { isRunning: State.Running, isPaused: State.Paused };
  }

  /** Starts it and waits until it ends. Returns its exit code. */
  async run(): Promise<number> {
    await this.#listen();
    await this.#container.start();
    const { StatusCode } = (await this.#container.wait()) as { StatusCode: number };
    return StatusCode;
  }

  /**
   * Runs a program of the container's image inside it. Returns its output. Throws if its exit code
   * is not 0.
   */
  async execute(command: readonly string[]): Promise<string> {
    const execution = await this.#container.exec({
      Cmd: [...command],
      AttachStdout: true,
      AttachStderr: true,
    });
    const stream = await execution.start({});
    const [out, wrong] = [new LogTail(), new LogTail()];
    const pipes = [out, wrong].map((tail) => new PassThrough().on('data', tail.add)) as [
      PassThrough,
      PassThrough,
    ];
    const { container } = await containerEngine();
    container.dockerode.modem.demuxStream(stream, ...pipes);
    await new Promise((resolve) => stream.once('end', resolve).once('error', resolve));
    const { ExitCode } = await execution.inspect();
    if (ExitCode === 0) return out.toString();
    throw new Error(`${command.join(' ')}: exit ${ExitCode}: ${wrong.toString().trim()}`);
  }

  /** Unpacks a tar archive into a folder of the container, which need not run. */
  async unpack(tar: NodeJS.ReadableStream, folder: string): Promise<void> {
    await this.#container.putArchive(tar, { path: folder });
  }

  /** Removes it with its volumes, or reports that this failed. Safe to call twice. */
  remove(): Promise<void> {
    const { id } = this.#container;
    this.#removing ??= removeContainer(id).then(
      this.#unguard,
      reportLeftover(`the container ${id.slice(0, 12)}`),
    );
    return this.#removing;
  }

  /** Reads its output. Must be called before each start, because each start has its own stream. */
  async #listen(): Promise<void> {
    const { container } = await containerEngine();
    const stream = await this.#container.attach({ stream: true, stdout: true, stderr: true });
    const lines = new PassThrough();
    lines.on('data', this.#log.add);
    container.dockerode.modem.demuxStream(stream, lines, lines);
    stream.on('error', () => undefined);
  }
}

/** Ignores 409 (the container does not run) and 404 (it does not exist). */
function unlessNotRunning(error: unknown): void {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status !== 409 && status !== 404) throw error;
}
