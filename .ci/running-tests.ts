import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

const FILE = '.vitest/running.txt';
const INTERVAL_MS = 10_000;

interface Running {
  readonly file: string;
  readonly since: number;
  ended: number;
  /** The running tests by full name, and when each began. */
  readonly tests: Map<string, number>;
}

/**
 * Keeps a list of the running test files and their tests in `.vitest/running.txt`, so that CI can name
 * them if it stops the run: Vitest cannot time out a test that blocks its thread. Deleted at the end.
 */
export class RunningTests implements Reporter {
  /** Vitest makes new objects for a file once its tests are known, so the keys are ids. */
  readonly #running = new Map<string, Running>();
  #timer: NodeJS.Timeout | undefined;

  onTestRunStart(): void {
    mkdirSync('.vitest', { recursive: true });
    this.#timer = setInterval(() => this.#write(), INTERVAL_MS).unref();
  }

  onTestModuleQueued(module: TestModule): void {
    this.#running.set(module.id, {
      file: module.relativeModuleId,
      since: performance.now(),
      ended: 0,
      tests: new Map(),
    });
  }

  onTestCaseReady(test: TestCase): void {
    this.#running.get(test.module.id)?.tests.set(test.fullName, performance.now());
  }

  onTestCaseResult(test: TestCase): void {
    const running = this.#running.get(test.module.id);
    if (running?.tests.delete(test.fullName)) running.ended += 1;
  }

  onTestModuleEnd(module: TestModule): void {
    this.#running.delete(module.id);
  }

  onTestRunEnd(): void {
    clearInterval(this.#timer);
    rmSync(FILE, { force: true });
  }

  #write(): void {
    const seconds = (since: number) => `${Math.round((performance.now() - since) / 1000)} s`;
    const lines = [...this.#running.values()].flatMap(({ file, since, ended, tests }) => [
      `${file} for ${seconds(since)}, ${ended} tests ended\n`,
      ...[...tests].map(([name, began]) => `  ${name} for ${seconds(began)}\n`),
    ]);
    writeFileSync(FILE, lines.join(''));
  }
}
