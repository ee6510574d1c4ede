import { Unjudged } from '../../judge/failure.ts';
import type { Relay, RelayKind } from '../../targets/mail-relay.ts';
import { HeldPort } from '../../targets/process/port.ts';
import { Mutex } from '../../targets/semaphore.ts';

/** A relay for the exclusive use of one check, until it is released. */
export interface LeasedRelay {
  readonly relay: Relay;
  readonly release: () => Promise<void>;
}

/**
 * The mail relays of a run: a shared one that accepts mail, and a port at which one unusable relay
 * at a time listens.
 */
export class MailRelays {
  /** The sender of the mails of servers that the suite starts. */
  readonly sender = 'no-reply@parsec.example.com';
  readonly #bind: string;
  readonly #mutex = new Mutex();
  #willing: Promise<Relay> | undefined;
  #unusable: Promise<HeldPort> | undefined;

  constructor(bind: string) {
    this.#bind = bind;
  }

  /** The relay that accepts mail. The first call decides its port: `port`, or any free one. */
  willing(port?: number): Promise<Relay> {
    this.#willing ??= start('willing', this.#bind, port);
    return this.#willing;
  }

  /** Waits until the port of unusable relays is free, and starts a relay of this kind there. */
  async borrow(kind: RelayKind): Promise<LeasedRelay> {
    const port = await this.#unusablePort();
    const unlock = await this.#mutex.enter();
    const returnPort = () => port.hold().finally(unlock);
    try {
      await port.release();
      const relay = await start(kind, this.#bind, port.port);
      return { relay, release: () => relay.close().finally(returnPort) };
    } catch (error) {
      await returnPort();
      throw error;
    }
  }

  /** The settings with which a server uses a relay. */
  async settings(
    mail: 'willing' | 'unusable',
  ): Promise<{ readonly emailPort: number; readonly emailSender: string }> {
    const emailPort = mail === 'willing' ? (await this.willing()).port : (await this.#unusablePort()).port;
    return { emailPort, emailSender: this.sender };
  }

  async close(): Promise<void> {
    await (await this.#willing?.catch(() => undefined))?.close();
    await (await this.#unusable?.catch(() => undefined))?.release();
  }

  #unusablePort(): Promise<HeldPort> {
    this.#unusable ??= HeldPort.take(this.#bind);
    return this.#unusable;
  }
}

async function start(kind: RelayKind, bind: string, port?: number): Promise<Relay> {
  const { startRelay } = await import('../../targets/mail-relay.ts');
  return await startRelay(kind, bind, port).catch((error: unknown) => {
    throw new Unjudged(
      'not-testable',
      `no relay can listen: ${error instanceof Error ? error.message : error}`,
    );
  });
}
