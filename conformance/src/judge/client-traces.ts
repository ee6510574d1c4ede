import { setImmediate } from 'node:timers/promises';
import { type OpenedDeviceFile, openDeviceFile, secretKeys } from '../people/device-file.ts';
import { ACTS, type ClientOutcome, type ClientSession } from '../targets/client/client-driver.ts';
import { type HomeWatch, type SeenFile, watchHome } from './home-watch.ts';
import { GAP, SecretScan } from './secret-scan.ts';

/** Shorter passwords of checks occur in outputs by chance. */
const MIN_PASSWORD_LENGTH = 8;
/** The most memory of Argon2id with which a seen device file is opened to learn its keys, in KiB. */
const MAX_MEMLIMIT_KB = 1024;
/** Most files of a home that are tried as device files. */
const MAX_OPENED_FILES = 200;

/** A secret by the name that findings give it. */
type Secret = readonly [name: string, bytes: Uint8Array];

/**
 * What the clients of one check leave in their output and in the files of their homes, and the
 * secrets that must not be in there. The judge learns the secrets from the acts, from the device
 * files, and from the greetings in which it takes part.
 */
export class ClientTraces {
  readonly #sessions: ClientSession[] = [];
  readonly #watches = new Map<string, HomeWatch>();
  readonly #passwords = new Set<string>();
  readonly #secrets = new Map<string, string>();
  readonly #later: (() => readonly Secret[])[] = [];

  /**
   * Follows the files in the home and the output of the session. Returns the session to use.
   *
   * @param onEnd - called with the outcome of each act, and when it began (`performance.now()`)
   */
  async follow(
    home: string,
    session: ClientSession,
    onEnd: (outcome: ClientOutcome, since: number) => void,
  ): Promise<ClientSession> {
    const watch = this.#watches.get(home) ?? (await watchHome(home));
    this.#watches.set(home, watch);
    this.#sessions.push(session);
    return new Proxy(session, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (!(ACTS as readonly unknown[]).includes(name)) return value.bind(target);
        return async (input: { readonly password?: string; readonly newPassword?: string }) => {
          for (const password of [input.password, input.newPassword])
            if (password !== undefined && password.length >= MIN_PASSWORD_LENGTH)
              this.#passwords.add(password);
          const since = performance.now();
          try {
            const outcome: ClientOutcome = await value.call(target, input);
            onEnd(outcome, since);
            return outcome;
          } finally {
            await watch.look();
          }
        };
      },
    });
  }

  /** Adds a secret that the client must not show. */
  plant(name: string, secret: Uint8Array): void {
    this.#secrets.set(Buffer.from(secret).toString('hex'), name);
  }

  /** Adds secrets that exist only when the check has ended. Its errors are ignored. */
  plantLater(secrets: () => readonly Secret[]): void {
    this.#later.push(secrets);
  }

  /** Adds the keys in an opened device file. */
  plantKeys({ device }: OpenedDeviceFile): void {
    for (const name of secretKeys) if (device[name] instanceof Uint8Array) this.plant(name, device[name]);
  }

  /** The contents of the files in a home that were seen so far. */
  async filesOf(home: string): Promise<readonly SeenFile[]> {
    await this.#watches.get(home)?.look();
    return this.#watches.get(home)?.files ?? [];
  }

  /** The secrets in files and in outputs, and what could not be searched. */
  async leaks(): Promise<{ readonly files: string[]; readonly outputs: string[]; readonly gaps: string[] }> {
    await Promise.all([...this.#watches.values()].map((watch) => watch.look()));
    // What a client wrote to its log before the end of its act is read by now.
    await setImmediate();
    const watchedFiles = [...this.#watches.values()].flatMap(({ files }) => files);
    const gaps = [...this.#watches.values()].flatMap((watch) => watch.gaps);
    const scan = this.#scanFor(watchedFiles, () => gaps.push(GAP));
    const files = watchedFiles.flatMap(({ path, bytes }) =>
      scan.findIn(bytes).map((found) => `${found} in ${withoutIds(path)}`),
    );
    const outputs = this.#sessions.flatMap((session) => scan.findIn(session.log()));
    return { files: [...new Set(files)], outputs: [...new Set(outputs)], gaps: [...new Set(gaps)] };
  }

  end(): void {
    for (const watch of this.#watches.values()) watch.end();
  }

  #scanFor(seen: readonly SeenFile[], onGap: () => void): SecretScan {
    // A new device file is seen under the name that it has before it is complete.
    for (const { bytes } of seen.slice(0, MAX_OPENED_FILES)) this.#learnKeys(bytes);
    for (const secrets of this.#later) {
      try {
        for (const [name, bytes] of secrets()) this.plant(name, bytes);
      } catch {
        // The greeting did not get that far.
      }
    }
    const scan = new SecretScan(onGap);
    const counts = new Map<string, number>();
    const named = (name: string): string => {
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return counts.get(name) === 1 ? name : `${name} ${counts.get(name)}`;
    };
    for (const [hex, name] of this.#secrets) scan.plant(named(name), Buffer.from(hex, 'hex'));
    for (const password of this.#passwords) scan.plant(named('a password'), password);
    return scan;
  }

  #learnKeys(bytes: Uint8Array): void {
    for (const password of this.#passwords) {
      try {
        this.plantKeys(openDeviceFile(bytes, password, MAX_MEMLIMIT_KB));
        return;
      } catch {
        // Another password, another kind of file, or a hash that costs too much.
      }
    }
  }
}

/** A path without the ids of devices and organizations, so that equal findings have equal texts. */
const withoutIds = (path: string): string =>
  path.replaceAll(/[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-9a-f]{16,}/gi, '…');
