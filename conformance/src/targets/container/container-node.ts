import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { guard, reportLeftover } from '../cleanup/guardian.ts';
import { ownLabels } from '../cleanup/owner-labels.ts';
import type { ServerNode } from '../deployment/deployment.ts';
import { LogTail } from '../log-tail.ts';
import { stopGrace } from '../process/process-group.ts';
import type { StartingProcess } from '../wait-until-ready.ts';
import {
  type Container,
  type ContainerCreation,
  containerEngine,
  missingImage,
  removeContainer,
} from './engine.ts';

/** What a container is made from, and how it is known that it is ready. */
export interface ContainerPlan {
  readonly create: ContainerCreation;
  readonly address: string;
  readonly untilReady: (life: StartingProcess) => Promise<void>;
  /** Takes what it writes, beside its tail. */
  readonly keep?: ((chunk: Uint8Array) => void) | undefined;
  /** What its log shall not tell. */
  readonly secret?: string;
}

/**
 * A container that is killed, stopped, suspended, and started again as it was left: its volume
 * stays with it.
 */
export class ContainerNode implements ServerNode {
  readonly address: string;
  readonly #plan: ContainerPlan;
  readonly #container: Container;
  readonly #log: LogTail;
  readonly #settle: () => void;
  #removing: Promise<void> | undefined;

  private constructor(plan: ContainerPlan, container: Container) {
    this.address = plan.address;
    this.#plan = plan;
    this.#container = container;
    this.#log = new LogTail(plan.secret);
    this.#settle = guard(`container:${container.id}`);
  }

  /** Creates the container. Throws TargetError if its image is not on this machine. */
  static async create(plan: ContainerPlan): Promise<ContainerNode> {
    const { container } = await containerEngine();
    const { Image: image = '' } = plan.create;
    const made = await container.dockerode
      .createContainer({ ...plan.create, Labels: { ...plan.create.Labels, ...ownLabels() } })
      .catch((error: unknown) => {
        throw Object(error).statusCode === 404 ? missingImage(image) : error;
      });
    return new ContainerNode(plan, made);
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
    await this.#plan.untilReady({ died: () => death, log: () => this.log() });
  }

  async kill(): Promise<void> {
    await this.#container.kill({ signal: 'SIGKILL' }).catch(unlessNotRunning);
    await this.#container.wait();
  }

  async stop(): Promise<number | undefined> {
    const started = performance.now();
    await this.#container.stop({ t: stopGrace / 1000 });
    const { State } = await this.#container.inspect();
    return performance.now() - started < stopGrace ? State.ExitCode : undefined;
  }

  async pause(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#container.pause();
        return;
      } catch (error) {
        // The engine gives up soon on a container whose processes are just being born.
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

  /** Runs it to its end. Its exit code. */
  async run(): Promise<number> {
    await this.#listen();
    await this.#container.start();
    const { StatusCode } = (await this.#container.wait()) as { StatusCode: number };
    return StatusCode;
  }

  /** What a command inside answers on stdout; it is one of the container's own programs. */
  async execute(command: readonly string[]): Promise<string> {
    const made = await this.#container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true });
    const stream = await made.start({});
    const [out, wrong] = [new LogTail(), new LogTail()];
    const pipes = [out, wrong].map((tail) => new PassThrough().on('data', tail.add)) as [
      PassThrough,
      PassThrough,
    ];
    const { container } = await containerEngine();
    container.dockerode.modem.demuxStream(stream, ...pipes);
    await new Promise((resolve) => stream.once('end', resolve).once('error', resolve));
    const { ExitCode } = await made.inspect();
    if (ExitCode === 0) return out.toString();
    throw new Error(`${command.join(' ')}: exit ${ExitCode}: ${wrong.toString().trim()}`);
  }

  /** Unpacks a tar archive into a folder of it, running or not. */
  async unpack(tar: NodeJS.ReadableStream, folder: string): Promise<void> {
    await this.#container.putArchive(tar, { path: folder });
  }

  /**
   * Removes it, whatever it does, with its volumes, or tells that it could not. Safe to call twice.
   */
  remove(): Promise<void> {
    const { id } = this.#container;
    this.#removing ??= removeContainer(id).then(
      this.#settle,
      reportLeftover(`the container ${id.slice(0, 12)}`),
    );
    return this.#removing;
  }

  /** Takes what it will write. Each start has a stream of its own. */
  async #listen(): Promise<void> {
    const { container } = await containerEngine();
    const stream = await this.#container.attach({ stream: true, stdout: true, stderr: true });
    const lines = new PassThrough();
    lines.on('data', (chunk: Uint8Array) => {
      this.#log.add(chunk);
      this.#plan.keep?.(chunk);
    });
    container.dockerode.modem.demuxStream(stream, lines, lines);
    stream.on('error', () => undefined);
  }
}

/** 409: it does not run, so it need not be killed. */
function unlessNotRunning(error: unknown): void {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status !== 409 && status !== 404) throw error;
}
