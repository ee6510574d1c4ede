import type { BootstrapWebhook } from '@parsec-spec/spec/rules';
import type { Log } from '../core/log.ts';

/** Milliseconds after which a request to the webhook is aborted. */
const patience = 10_000;
/** Milliseconds that a bootstrap waits for the webhook. */
const holdUp = 1_000;

/**
 * Announces new organizations to the bootstrap webhook (BOOT-48). The bootstrap succeeds whatever
 * the webhook answers.
 */
export class Announcer {
  readonly #url: string | null;
  readonly #log: Log;
  readonly #running = new Map<Promise<void>, AbortController>();

  constructor(url: string | null, log: Log) {
    this.#url = url;
    this.#log = log;
  }

  /**
   * Sends one POST. Resolves when it is answered, or a moment later if the webhook is slow. Never
   * rejects.
   */
  async announce(webhook: BootstrapWebhook): Promise<void> {
    if (this.#url === null) return;
    const enough = new AbortController();
    const post = this.#post(this.#url, webhook, enough.signal).finally(() => this.#running.delete(post));
    this.#running.set(post, enough);
    await orAfter(holdUp, post);
  }

  /** Resolves when all pending announcements are done, at the latest after `grace` milliseconds. */
  async settled(grace = 2_000): Promise<void> {
    const running = [...this.#running];
    await orAfter(grace, Promise.all(running.map(([post]) => post)));
    for (const [, enough] of running) enough.abort();
    await Promise.all(running.map(([post]) => post));
  }

  async #post(url: string, webhook: BootstrapWebhook, enough: AbortSignal): Promise<void> {
    // Path and query may contain credentials, so the log contains only the origin.
    const told = { organization_id: webhook.organization_id, hook: URL.parse(url)?.origin };
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json; charset=utf-8' },
        body: JSON.stringify(webhook),
        redirect: 'manual',
        signal: AbortSignal.any([enough, AbortSignal.timeout(patience)]),
      });
      await response.body?.cancel();
      if (!response.ok) this.#log.warn({ ...told, status: response.status }, 'bootstrap webhook refused');
    } catch (fault) {
      this.#log.warn({ ...told, err: fault }, 'bootstrap webhook failed');
    }
  }
}

async function orAfter(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const moment = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, moment]);
  clearTimeout(timer);
}
