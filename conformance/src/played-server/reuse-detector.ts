import type { ClientJudge } from '../judge/client-judge.ts';
import type { OpenedDeviceFile } from '../people/device-file.ts';
import { openDeviceFile } from '../people/device-file.ts';
import { PrivateKey, SigningKey } from '../people/keys.ts';
import type { Fields } from '../wire/values.ts';
import { deviceFiles, filesBelow } from './device-files.ts';

/** Collects keys and nonces that one client makes, and notices a value that it makes twice. */
export class ReuseDetector {
  readonly #names = new Map<string, string>();
  /** Pairs of equal values, by their names. */
  readonly repeated: string[] = [];

  /** Adds a value. The same name with the same value is the same one, seen again. */
  add(name: string, value: unknown): void {
    if (!(value instanceof Uint8Array)) return;
    const hex = Buffer.from(value).toString('hex');
    const earlier = this.#names.get(hex);
    if (earlier === undefined) this.#names.set(hex, name);
    else if (earlier !== name) this.repeated.push(`${name} is ${earlier}`);
  }

  /** The number of different values. */
  get count(): number {
    return this.#names.size;
  }

  /**
   * Adds what a client drew for its greetings: a key pair and a nonce for each attempt, and the
   * nonce of each sealed payload.
   *
   * @param commands - those that the client sent
   */
  addGreetings(name: string, commands: readonly Fields[]): void {
    for (const { greeting_attempt: attempt, claimer_step, greeter_step } of commands) {
      const half = Object(claimer_step ?? greeter_step) as Fields;
      for (const field of drawnFields) this.add(`${field} of ${name}, attempt ${attempt}`, half[field]);
      for (const field of sealedFields) {
        const sealed = half[field];
        if (sealed instanceof Uint8Array)
          this.add(`nonce of ${field} of ${name}, attempt ${attempt}`, sealed.subarray(0, NONCE_BYTES));
      }
    }
  }

  /**
   * Adds what a client made for a device file: its keys and their public halves, salt and nonce.
   *
   * @param given - fields that the client received from its greeter
   */
  addDevice(name: string, { device, algorithm, clear }: OpenedDeviceFile, given: Fields = {}): void {
    this.add(`salt of ${name}`, algorithm.salt);
    if (clear.ciphertext instanceof Uint8Array)
      this.add(`nonce of ${name}`, clear.ciphertext.subarray(0, NONCE_BYTES));
    const newFields = Object.entries(device).filter(([field]) => given[field] === undefined);
    for (const [field, key] of newFields)
      if (key instanceof Uint8Array && field !== 'root_verify_key') this.add(`${field} of ${name}`, key);
    const { signing_key, private_key } = Object.fromEntries(newFields);
    if (signing_key instanceof Uint8Array)
      this.add(`verify key of ${name}`, new SigningKey(signing_key).verifyKey);
    if (private_key instanceof Uint8Array)
      this.add(`public key of ${name}`, new PrivateKey(private_key).publicKey);
  }
}

/** Fields of the halves of a greeting that a side makes for each attempt, and those that it seals. */
const drawnFields = ['public_key', 'claimer_nonce', 'greeter_nonce'] as const;
const sealedFields = ['claimer_payload', 'greeter_payload'] as const;

/** Length of the nonce with which a sealed value begins, in bytes. */
const NONCE_BYTES = 24;

/** Opens the device files in a home that are not among `known`, and adds them to it. */
export async function newDevice(
  judge: ClientJudge,
  home: string,
  password: string,
  known: Set<string>,
): Promise<OpenedDeviceFile> {
  const fresh = deviceFiles(await filesBelow(home)).filter(({ path }) => !known.has(path));
  for (const { path } of fresh) known.add(path);
  const [file, ...others] = fresh;
  if (file === undefined || others.length > 0)
    return judge.fail('not one new device file', { files: 1 }, { files: fresh.length });
  try {
    const opened = openDeviceFile(file.bytes, password);
    judge.traces.plantKeys(opened);
    return opened;
  } catch (error) {
    return judge.fail('the device file does not open', 'a device file that opens', String(error));
  }
}
