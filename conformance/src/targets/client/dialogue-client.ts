import { relative } from 'node:path';
import { decodeMap } from '../../wire/decode.ts';
import { pathsBelow, readBeginning } from '../../wire/home-files.ts';
import { type ClientConnection, MAX_LOG_LENGTH } from './client-connection.ts';
import type { ClientFile, DialogueAct, DialogueActs } from './client-file.ts';
import { homeVariables, inheritedVariables } from './client-process.ts';
import type { ContractLine } from './contract-lines.ts';
import { allMatches, Dialogue, type DialogueEnd, type Spawn } from './dialogue.ts';
import { LineQueue } from './line-queue.ts';
import { fillInDialogue, pattern } from './read-client-file.ts';

/** The version of a program, once it has been read. */
export interface KnownVersions {
  version?: string;
}

/**
 * Serves the contract of clients by the dialogues of a client file. Each act starts the program.
 *
 * @param home - the folder to which HOME and XDG_* point
 * @param versions - shared by the connections of one run, so that the version is read once
 */
export function dialogueConnection(
  file: ClientFile,
  home: string,
  spawn: Spawn,
  versions: KnownVersions = {},
): ClientConnection {
  const lines = new LineQueue();
  const client = new DialogueClient(file, home, spawn, versions, (line) => lines.push(JSON.stringify(line)));
  const kill = (): void => {
    lines.end('an end');
    client.kill();
  };
  return {
    send: (line) => {
      client.take(JSON.parse(line) as ContractLine).catch((error: unknown) => {
        lines.end(error instanceof Error ? error.message : String(error));
      });
    },
    next: () => lines.next(),
    endReason: () => lines.endReason ?? 'an end',
    log: () => Buffer.from(client.log),
    close: () => {
      kill();
      return Promise.resolve(true);
    },
    kill,
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

class DialogueClient {
  readonly #file: ClientFile;
  readonly #home: string;
  readonly #spawn: Spawn;
  readonly #versions: KnownVersions;
  readonly #send: (line: ContractLine) => void;
  #running: Dialogue | undefined;
  /** The act was cancelled, perhaps before its program was started. */
  #isCancelled = false;
  #isKilled = false;
  /** Receives the user's answer to the last question. */
  #answer: (line: ContractLine) => void = () => undefined;
  log = '';

  constructor(
    file: ClientFile,
    home: string,
    spawn: Spawn,
    versions: KnownVersions,
    send: (line: ContractLine) => void,
  ) {
    this.#file = file;
    this.#home = home;
    this.#spawn = spawn;
    this.#versions = versions;
    this.#send = send;
  }

  /** Takes a line of the suite. Rejects if the program crashes. */
  async take(line: ContractLine): Promise<void> {
    const { id, do: act } = line;
    if (act === undefined) return this.#answer(line);
    if (act === 'hello') return this.#send({ id, ...(await this.#introduction()) });
    if (act === 'stop') {
      this.#isCancelled = true;
      this.#running?.cancel();
      return this.#send({ id, end: 'ok', said: '' });
    }
    const spelt = spellingOf(this.#file.acts, line);
    if (spelt === undefined) this.#send({ id, end: 'unsupported', said: 'the client file has no such act' });
    else this.#send({ id, ...(await this.#do(spelt, line)) });
  }

  kill(): void {
    this.#isKilled = true;
    this.#running?.kill();
  }

  async #introduction(): Promise<ContractLine> {
    const { name, acts, opensForeignFiles = false } = this.#file;
    this.#versions.version ??= await this.#readVersion();
    const client = `${name}/${this.#versions.version}`;
    return { client, acts: Object.keys(acts), opensForeignFiles, cheapPasswords: false };
  }

  async #readVersion(): Promise<string> {
    const { version } = this.#file;
    const { text: output, ...end } = await this.#run(version, {}, undefined);
    const versionText = pattern(version.pattern).exec(output)?.[1];
    if (versionText === undefined) throw new Error(`${describeEnd(end)} and no version in ${quoted(output)}`);
    return versionText;
  }

  async #do(act: DialogueAct, line: ContractLine): Promise<ContractLine> {
    const { exitCodes = { ok: [0], refused: [1, 2] }, said } = this.#file;
    this.#isCancelled = false;
    const values = await this.#valuesOf(line);
    if (this.#isCancelled || this.#isKilled) return { end: 'cancelled', said: '' };
    const end = await this.#run(act, values, line.id);
    const { text: output, exitCode, signal, declined } = end;
    const isKnown = signal === 0 && [...exitCodes.ok, ...exitCodes.refused].includes(exitCode);
    if (!isKnown && !declined) throw new Error(`${describeEnd(end)}; the text ends with ${quoted(output)}`);
    const isOk =
      isKnown &&
      exitCodes.ok.includes(exitCode) &&
      (act.ok === undefined || pattern(act.ok).test(output)) &&
      (act.refused === undefined || !pattern(act.refused).test(output));
    const explanation = act.said ?? said;
    const parts = explanation === undefined ? [] : allMatches(explanation, output).map(([whole]) => whole);
    return {
      end: isOk ? 'ok' : declined ? 'cancelled' : 'refused',
      said: (parts.length > 0 ? parts.join('\n') : output).trim(),
      ...(isOk && 'link' in act && { link: pattern(text(act.link)).exec(output)?.groups?.link }),
      ...(isOk &&
        'users' in act && {
          users: allMatches(text(act.users), output).map(({ groups }) => ({ ...groups })),
        }),
    };
  }

  async #run(
    { arguments: given, dialogue = [] }: Pick<DialogueAct, 'arguments' | 'dialogue'>,
    values: Readonly<Record<string, string>>,
    id: unknown,
  ): Promise<DialogueEnd> {
    const { program, environment = {}, cancel = '{ctrl-c}' } = this.#file;
    const home = { home: this.#home };
    const ask = (question: ContractLine): Promise<ContractLine> =>
      new Promise((resolve) => {
        this.#answer = resolve;
        this.#send({ id, ...question });
      });
    const running = new Dialogue(this.#spawn, {
      program: (program.variable && process.env[program.variable]) || program.path,
      arguments: given.map((each) => fillInDialogue(each, { ...values, ...home })),
      environment: {
        ...inheritedVariables(),
        TERM: 'xterm',
        ...homeVariables(this.#home),
        ...Object.fromEntries(
          Object.entries(environment).map(([name, value]) => [name, fillInDialogue(value, home)]),
        ),
      },
      home: this.#home,
      steps: dialogue,
      ...{ values, cancel },
      user: {
        shown: (shown) => this.#send({ id, shown }),
        choose: async (choices) => {
          const { choose } = await ask({ choices });
          return typeof choose === 'string' ? choose : undefined;
        },
        agree: async (terms) => (await ask({ terms })).agree === true,
      },
    });
    this.#running = running;
    try {
      return await running.ended;
    } finally {
      this.#running = undefined;
      this.log = `${this.log}${running.text}\n`.slice(0, MAX_LOG_LENGTH);
    }
  }

  async #valuesOf(line: ContractLine): Promise<Readonly<Record<string, string>>> {
    const grant = (line.grant ?? {}) as ContractLine;
    return {
      link: text(line.link),
      token: tokenOf(text(line.link)),
      email: text(line.email ?? grant.email),
      name: text(line.name ?? grant.name),
      device: text(line.device ?? grant.device),
      profile: text(grant.profile ?? 'STANDARD'),
      password: text(line.password ?? line.old),
      newPassword: text(line.new),
      file: text(line.file),
      deviceId: await this.#deviceIdOf(line),
    };
  }

  /** The id of the device that has the label `device`, by the names of the files in the home. */
  async #deviceIdOf({ device, file }: ContractLine): Promise<string> {
    const { deviceFile } = this.#file;
    if (deviceFile === undefined) return '';
    const idOf = (path: string): string | undefined =>
      pattern(deviceFile).exec(relative(this.#home, path).replaceAll('\\', '/'))?.[1];
    if (typeof file === 'string') return idOf(file) ?? NO_DEVICE;
    const files: { readonly path: string; readonly id: string }[] = [];
    for await (const path of pathsBelow(this.#home)) {
      const id = idOf(path) ?? '';
      if (id !== '') files.push({ path, id });
    }
    if (files.length === 1) return files[0]?.id ?? NO_DEVICE;
    for (const { path, id } of files) if ((await labelOf(path)) === device) return id;
    return NO_DEVICE;
  }
}

/** An id that no device has. The client then says itself that it finds no device. */
const NO_DEVICE = '0'.repeat(32);

/** The label of the device in a file, if the file is a device file. */
const labelOf = async (path: string): Promise<unknown> =>
  decodeMap((await readBeginning(path, MAX_DEVICE_FILE_BYTES)) ?? new Uint8Array())?.device_label;

/** Bytes that are read of a device file, which has about 1 KiB. */
const MAX_DEVICE_FILE_BYTES = 1 << 20;

function spellingOf(acts: DialogueActs, { do: name, email }: ContractLine): DialogueAct | undefined {
  if (name === 'invite') return email === undefined ? acts.invite?.device : acts.invite?.user;
  return Object.entries(acts).find(([each]) => each === name)?.[1];
}

/** The token of a link as hexadecimal digits: `p` is base64url of a msgpack bin of 16 bytes. */
function tokenOf(link: string): string {
  const payload = Buffer.from(URL.parse(link)?.searchParams.get('p') ?? '', 'base64url');
  return payload.subarray(2).toString('hex');
}

const describeEnd = ({ exitCode, signal }: Pick<DialogueEnd, 'exitCode' | 'signal'>): string =>
  signal === 0 ? `exit code ${exitCode}` : `an end by signal ${signal}`;

const quoted = (output: string): string => JSON.stringify(output.trim().slice(-300));
