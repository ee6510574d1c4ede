import type { BootstrapWebhook } from '@parsec-spec/spec/rules';
import type { Log } from '../logging/log.ts';

/** How long a hook may take in all, in milliseconds. */
const patience = 10_000;
/** How long the bootstrap that it announces waits for it. */
const holdUp = 1_000;

/** Tells the bootstrap webhook about new organizations (BOOT-48). Whatever the hook does, the bootstrap has succeeded. */
export class Announcer {
  readonly #url: string | null;
  readonly #log: Log;
  readonly #running = new Set<Promise<void>>();

  constructor(url: string | null, log: Log) {
    this.#url = url;
    this.#log = log;
  }

  /** Sends one POST; resolves when it is through, or a moment later when the hook is slow. Never rejects. */
  async announce(webhook: BootstrapWebhook): Promise<void> {
    if (this.#url === null) return;
    const post = this.#post(this.#url, webhook).finally(() => this.#running.delete(post));
    this.#running.add(post);
    let timer: NodeJS.Timeout | undefined;
    const moment = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, holdUp);
    });
    await Promise.race([post, moment]);
    clearTimeout(timer);
  }

  /** When all announcements are through. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #post(url: string, webhook: BootstrapWebhook): Promise<void> {
    const { organization_id } = webhook;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json; charset=utf-8' },
        body: JSON.stringify(webhook),
        redirect: 'manual',
        signal: AbortSignal.timeout(patience),
      });
      await response.body?.cancel();
      if (!response.ok)
        this.#log.warn({ organization_id, status: response.status }, 'bootstrap webhook refused');
    } catch (fault) {
      this.#log.warn({ organization_id, err: fault }, 'bootstrap webhook failed');
    }
  }
}
