import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { python } from '../python.ts';

export const pythonClientFolder = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  'clients',
  'examples',
  'python',
);

/** A defect of the Python client: a text of one module and its replacement. */
interface PythonMutant {
  readonly name: string;
  readonly requirement: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export const pythonMutants: readonly PythonMutant[] = JSON.parse(
  await readFile(join(pythonClientFolder, 'mutants.json'), 'utf8'),
);

/** A line of the client: a text shown while an act runs, or the end of the act. */
export interface Line {
  readonly id: number;
  readonly end?: string;
  readonly said?: string;
  readonly shown?: string;
  readonly choices?: readonly string[];
  readonly event?: { readonly event: string };
  readonly link?: string;
  readonly users?: readonly object[];
  readonly devices?: readonly object[];
  readonly acts?: readonly string[];
}

/** The Python client in a process of its own, driven by the contract of clients. */
export class PythonClient {
  /** The log of the client. */
  log = '';
  readonly #process: ChildProcess;
  readonly #lines: Line[] = [];
  readonly #exited: Promise<unknown>;
  #changed = Promise.withResolvers<void>();
  #acts = 0;

  constructor(home: string, folder = pythonClientFolder) {
    const env = { ...process.env, HOME: home, PYTHONDONTWRITEBYTECODE: '1' };
    for (const name of Object.keys(env)) if (name.startsWith('XDG_')) Reflect.deleteProperty(env, name);
    this.#process = spawn(python, [join(folder, 'client.py')], { env, stdio: 'pipe' });
    this.#exited = once(this.#process, 'close');
    this.#process.stderr?.on('data', (chunk: Buffer) => {
      this.log += chunk.toString();
    });
    createInterface({ input: this.#process.stdout! }).on('line', (line) => {
      this.#lines.push(JSON.parse(line) as Line);
      this.#wake();
    });
    this.#process.stdin?.on('error', () => {});
    this.#process.on('close', () => this.#wake());
  }

  /** Starts an act and returns its id. */
  start(name: string, fields: object = {}): number {
    this.#acts += 1;
    this.send({ id: this.#acts, do: name, cheapPassword: true, ...fields });
    return this.#acts;
  }

  /** Sends a line, which is lost if the client has exited. */
  send(line: object): void {
    this.#process.stdin?.write(`${JSON.stringify(line)}\n`);
  }

  /** Resolves with the next line of an act that has one of these keys. */
  async next(id: number, ...keys: (keyof Line)[]): Promise<Line> {
    for (;;) {
      const at = this.#lines.findIndex((line) => line.id === id && keys.some((key) => key in line));
      const [line] = at < 0 ? [] : this.#lines.splice(at, 1);
      if (line) return line;
      const ended = this.#lines.find((other) => other.id === id && 'end' in other);
      if (ended || this.#process.exitCode !== null)
        throw new Error(
          `no ${keys.join(' or ')}: ${JSON.stringify(ended ?? 'the client has exited')}\n${this.log}`,
        );
      await this.#changed.promise;
    }
  }

  /** Runs an act to its end. */
  act(name: string, fields: object = {}): Promise<Line> {
    return this.next(this.start(name, fields), 'end', 'acts');
  }

  /** Closes stdin and resolves with the exit code. */
  async close(): Promise<number | null> {
    this.#process.stdin?.end();
    await this.#exited;
    return this.#process.exitCode;
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

/** Creates an organization and returns its bootstrap link. */
export async function createOrganization(port: number, name: string): Promise<string> {
  const reply = await fetch(`http://127.0.0.1:${port}/administration/organizations`, {
    method: 'POST',
    headers: { authorization: 'Bearer s3cr3t', 'content-type': 'application/json' },
    body: JSON.stringify({ organization_id: name }),
  });
  return ((await reply.json()) as { bootstrap_url: string }).bootstrap_url;
}

/**
 * Lets two clients meet: each person picks the code that the other reads out, unless `mistaken`
 * names the one who picks a wrong code.
 */
export async function greet(
  greeter: { client: PythonClient; fields: object },
  claimer: { client: PythonClient; fields: object },
  mistaken?: 'greeter' | 'claimer',
): Promise<{ greeter: Line; claimer: Line }> {
  const greets = greeter.client.start('greet', greeter.fields);
  const claims = claimer.client.start('claim', claimer.fields);
  const pick = (right: string | undefined, { choices = [] }: Line, isMistaken: boolean) =>
    isMistaken ? choices.find((code) => code !== right) : choices.find((code) => code === right);
  const { shown: first } = await greeter.client.next(greets, 'shown');
  const offered = await claimer.client.next(claims, 'choices');
  claimer.client.send({ id: claims, choose: pick(first, offered, mistaken === 'claimer') });
  if (mistaken !== 'claimer') {
    const { shown: second } = await claimer.client.next(claims, 'shown');
    const choices = await greeter.client.next(greets, 'choices');
    greeter.client.send({ id: greets, choose: pick(second, choices, mistaken === 'greeter') });
  }
  return {
    greeter: await greeter.client.next(greets, 'end'),
    claimer: await claimer.client.next(claims, 'end'),
  };
}
