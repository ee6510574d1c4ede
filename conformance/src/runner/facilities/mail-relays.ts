import { Unjudged } from '../../case/failure.ts';
import type { Relay, RelayKind } from '../../targets/mail-relay.ts';
import { HeldPort } from '../../targets/process/port.ts';
import { Mutex } from '../semaphore.ts';

/** A relay reserved for one check until it is released. */
export interface LeasedRelay {
  readonly relay: Relay;
  readonly release: () => Promise<void>;
}

/**
 * The relays of a run: a shared one that accepts mail, and a port for one unusable relay at a time.
 */
export class MailRelays {
  /** The sender of mail if the suite starts the server. */
  readonly sender = 'no-reply@parsec.example.com';
  readonly #bind: string;
  readonly #mutex = new Mutex();
  #willing: Promise<Relay> | undefined;
  #unusable: Promise<HeldPort> | undefined;

  constructor(bind: string) {
    this.#bind = bind;
  }

  /** The relay that accepts mail, on `port` or any free port. */
  willing(port?: number): Promise<Relay> {
    this.#willing ??= start('willing', this.#bind, port);
    return this.#willing;
  }

  /** A relay of another kind, when it is the caller's turn. */
  async borrow(kind: RelayKind): Promise<LeasedRelay> {
    const settings = await this.#unusablePort();
    const leave = await this.#mutex.enter();
    const giveBack = () => settings.hold().finally(leave);
    try {
      await settings.release();
      const relay = await start(kind, this.#bind, settings.port);
      return { relay, release: () => relay.close().finally(giveBack) };
    } catch (error) {
      await giveBack();
      throw error;
    }
  }

  /** The settings by which a server uses a relay. */
  async place(
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
