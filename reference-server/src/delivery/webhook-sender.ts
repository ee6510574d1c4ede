import type { BootstrapWebhook } from '@parsec-spec/spec/rules';
import type { Log } from '../log.ts';
import type { Timer } from '../platform/platform.ts';

/** Milliseconds after which a request to the webhook is aborted. */
const TIMEOUT_MS = 10_000;
/** Milliseconds that a bootstrap waits for the webhook. */
const MAX_DELAY_MS = 1_000;
/** Milliseconds that a server that stops waits for the webhook. */
const MAX_FINISH_MS = 2_000;

/**
 * Announces new organizations to the bootstrap webhook (BOOT-48). The bootstrap succeeds whatever
 * the webhook answers.
 */
export class WebhookSender {
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
    const abort = new AbortController();
    const post = this.#post(this.#url, webhook, abort.signal).finally(() => this.#running.delete(post));
    this.#running.set(post, abort);
    await waitAtMost(MAX_DELAY_MS, post);
  }

  /** Resolves when all pending announcements are done, or aborts them after a moment. */
  async finish(): Promise<void> {
    const running = [...this.#running];
    await waitAtMost(MAX_FINISH_MS, Promise.all(running.map(([post]) => post)));
    for (const [, abort] of running) abort.abort();
    await Promise.all(running.map(([post]) => post));
  }

  async #post(url: string, webhook: BootstrapWebhook, abort: AbortSignal): Promise<void> {
    // Path and query may contain credentials, so the log contains only the origin.
    const fields = { organization_id: webhook.organization_id, hook: URL.parse(url)?.origin };
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json; charset=utf-8' },
        body: JSON.stringify(webhook),
        redirect: 'manual',
        signal: AbortSignal.any([abort, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await response.body?.cancel();
      if (!response.ok) this.#log.warn({ ...fields, status: response.status }, 'bootstrap webhook refused');
    } catch (error) {
      this.#log.warn({ ...fields, err: error }, 'bootstrap webhook failed');
    }
  }
}

async function waitAtMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: Timer | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}
