import type { Explanation } from '@parsec-spec/reference-client/explain';
import type { CliError } from '../main/cli-error.ts';
import { interruptionError } from '../main/interruption.ts';
import { reportError } from '../main/report-error.ts';

/** Says what a cancelled command has changed: at first nothing. */
export class Cancellation {
  #settled: Explanation = { message: 'Cancelled. Nothing was changed.', hint: '' };
  #underWay: Explanation | undefined;

  /** The error if the user cancels the command now. */
  get error(): CliError {
    const { message, hint } = this.#underWay ?? this.#settled;
    return interruptionError(message, hint);
  }

  /** Sets the explanation from now on, because something was changed. */
  settle(explanation: Explanation): void {
    this.#settled = explanation;
  }

  /** Runs work during which a cancellation has this explanation. */
  during<T>(explanation: Explanation, work: () => Promise<T>): Promise<T> {
    return this.#with(explanation, work);
  }

  /**
   * Runs work that changes nothing, within work that does: a password is derived before a request
   * is sent.
   */
  harmless<T>(work: () => Promise<T>): Promise<T> {
    return this.#with(undefined, work);
  }

  /** Runs work that sends a change. `hint` says how to find out whether it was made. */
  sending<T>(hint: string, work: () => Promise<T>): Promise<T> {
    return this.#with({ message: 'Cancelled. The server may have received the request.', hint }, work);
  }

  async #with<T>(explanation: Explanation | undefined, work: () => Promise<T>): Promise<T> {
    const before = this.#underWay;
    this.#underWay = explanation;
    try {
      return await work();
    } finally {
      this.#underWay = before;
    }
  }

  /**
   * Ends the process at a signal between two questions. A command that listens itself, such as a
   * greeting, ends by itself.
   */
  listen(json: boolean): void {
    const signals = ['SIGINT', 'SIGTERM'] as const;
    for (const name of signals)
      process.on(name, () => {
        if (process.listenerCount(name) === 1) process.exit(reportError(this.error, json));
      });
  }
}
