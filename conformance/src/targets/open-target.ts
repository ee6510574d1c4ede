import { randomBytes } from 'node:crypto';
import { type Capabilities, defaultCapabilities } from './capabilities.ts';
import { commandClient, fileClient, personClient, referenceClient } from './client/client-drivers.ts';
import type { PersonTerminal } from './client/person-client.ts';
import { readClientFile } from './client/read-client-file.ts';
import { startImage } from './container/image-target.ts';
import { Databases } from './database/databases.ts';
import { migrateByCommand, migrateByImage } from './database/migrate.ts';
import { defaultRecipe } from './default-recipe.ts';
import { containerNodes } from './deployment/container-nodes.ts';
import { deploy } from './deployment/deploy.ts';
import { ensureStartable, undeployable } from './deployment/deployability.ts';
import { processNodes } from './deployment/process-nodes.ts';
import { measureDelay } from './judge-delay.ts';
import { memoryStartOptions, startMemory } from './memory-target.ts';
import { startCommand } from './process/command-target.ts';
import { readTargetFile } from './read-target-file.ts';
import type { StartOptionName, StartOptions } from './start-options.ts';
import {
  type ClientTarget,
  type RunningServer,
  type ServerTarget,
  type Target,
  TargetError,
} from './target.ts';
import type { StartRecipe, TargetFile } from './target-file.ts';
import { parseTargetSpec, type TargetSpec } from './target-spec.ts';
import type { TargetStart } from './target-start.ts';

/** Options for opening a target. */
export interface OpenOptions {
  /** Path of a target file. */
  readonly targetFile?: string | undefined;
  /**
   * The administration token: that of the server at a URL, or the one with which the suite starts
   * servers (default: a random one).
   */
  readonly administrationToken?: string | undefined;
  /** The database of the servers that the suite starts. Default: their own store. */
  readonly with?: 'postgres' | undefined;
  /** Settings of the first server. */
  readonly start?: StartOptions;
  /** Time limit of a start, in ms. Default: `readySeconds` of the target file, or 60 s. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The terminal of `client:person`. */
  readonly terminal?: PersonTerminal | undefined;
}

/**
 * Opens a target. A server of the suite's own (`memory:`, `cmd:`, `image:`) is started; a server at
 * a URL is not contacted. The caller must close the target.
 *
 * @param spec - `memory:reference`, `http://HOST:PORT`, `image:NAME`, `cmd:COMMAND`,
 *   `client:reference`, `client:cmd:COMMAND` or `client:file:PATH`.
 * @throws `TargetError`: `usage` for a wrong name or target file, `prerequisite` if a container
 *   engine or an image is missing, `unreachable` if the server is not ready in time.
 * @example
 *   const target = await openTarget('image:parsec-cloud', {
 *     targetFile: 'conformance/targets/parsec-cloud.yaml',
 *   });
 */
export async function openTarget(spec: string, options: OpenOptions = {}): Promise<Target> {
  measureDelay();
  const parsed = parseTargetSpec(spec);
  const file = options.targetFile === undefined ? undefined : await readTargetFile(options.targetFile);
  const baseline = file?.baseline ?? [];
  if (parsed.kind === 'client') return openClient(spec, parsed, file, options.terminal);
  const recipe = file?.start ?? defaultRecipe;
  ensureStartable(parsed, recipe, options.with);
  const databases = options.with === undefined ? undefined : databasesOf(parsed, recipe, options.signal);
  const starting: TargetStart = {
    recipe,
    hasFile: file?.start !== undefined,
    administrationToken: options.administrationToken ?? randomBytes(16).toString('hex'),
    deadlineMs: options.timeoutMs ?? (recipe.readySeconds ?? 60) * 1000,
    signal: options.signal,
    databases,
  };
  const start = starter(parsed, starting);
  const deploy = deployer(parsed, starting);
  const first = await (start?.(options.start ?? {}) ?? serverAt(parsed, options)).catch(async (error) => {
    await databases?.close();
    throw error;
  });
  const startOptions =
    start === undefined ? new Set<StartOptionName>() : startOptionsOf(parsed, recipe.options ?? {});
  const mail = file?.mail;
  const capabilities: Capabilities = {
    ...defaultCapabilities,
    mail: mail !== undefined || mailOptions.every((name) => startOptions.has(name)),
    ...file?.capabilities,
  };
  const storage = databases === undefined ? storageOf(parsed, file) : 'postgres';
  return {
    kind: parsed.kind,
    spec,
    ...(file === undefined ? {} : { file: file.name }),
    ...(storage === undefined ? {} : { storage }),
    capabilities,
    baseline,
    callback: callbackOf(parsed, recipe),
    startOptions,
    ...(mail === undefined ? {} : { mail }),
    ...(start === undefined ? {} : { start, startedWith: options.start ?? {} }),
    ...(deploy === undefined ? {} : { deploy }),
    undeployable: undeployable(parsed, capabilities, recipe, databases !== undefined),
    ...first,
    close: async () => {
      try {
        await first.close();
      } finally {
        await databases?.close();
      }
    },
  };
}

async function openClient(
  spec: string,
  parsed: TargetSpec & { kind: 'client' },
  targetFile: TargetFile | undefined,
  terminal: PersonTerminal | undefined,
): Promise<ClientTarget> {
  const target = { kind: 'client', spec, close: () => Promise.resolve() } as const;
  const baseline = targetFile?.baseline ?? [];
  if (parsed.name === 'file') {
    const file = await readClientFile(parsed.path);
    const all = [...baseline, ...(file.baseline ?? [])];
    return { ...target, file: file.name, driver: await fileClient(file), baseline: all };
  }
  if (parsed.name === 'person') {
    if (terminal === undefined)
      throw new TargetError(
        'usage',
        'client:person asks a person, and there is no terminal',
        'run it in a terminal, or use client:cmd: or client:file:',
      );
    return { ...target, driver: await personClient(terminal), baseline };
  }
  const driver = await (parsed.name === 'cmd' ? commandClient(parsed.command) : referenceClient());
  return { ...target, driver, baseline };
}

/** The settings by which a started server sends its mail to the judge. */
const mailOptions: readonly StartOptionName[] = ['emailHost', 'emailPort', 'emailSender'];

type Start = NonNullable<ServerTarget['start']>;

function starter(spec: TargetSpec, starting: TargetStart): Start | undefined {
  if (spec.kind === 'memory') return (options) => startMemory(starting, options);
  if (spec.kind === 'cmd') return (options) => startCommand(spec.command, starting, options);
  if (spec.kind === 'image') return (options) => startImage(spec.image, starting, options);
  return undefined;
}

function deployer(spec: TargetSpec, starting: TargetStart): ServerTarget['deploy'] {
  if (spec.kind === 'cmd')
    return (options) => deploy(processNodes(spec.command, starting, options.start ?? {}), options);
  if (spec.kind === 'image')
    return (options) => deploy(containerNodes(spec.image, starting, options.start ?? {}), options);
  return undefined;
}

/** The databases of a target. Each is created on demand. */
function databasesOf(spec: TargetSpec, recipe: StartRecipe, signal: AbortSignal | undefined): Databases {
  const isImage = spec.kind === 'image';
  return new Databases({
    hasOwnNetwork: hasOwnNetwork(spec, recipe),
    migrate: async (url, network) => {
      if (isImage) await migrateByImage(spec.image, { recipe }, url, network);
      else await migrateByCommand({ recipe }, url);
    },
    signal,
  });
}

/** The store that a server without a database of the suite uses, as far as its target file tells. */
function storageOf({ kind }: TargetSpec, file: TargetFile | undefined): ServerTarget['storage'] {
  if (kind === 'memory') return 'memory';
  if (kind === 'url' || file === undefined) return undefined;
  if (file.capabilities?.durable === false) return 'memory';
  return file.start?.store === undefined ? undefined : 'disk';
}

function serverAt(spec: TargetSpec, options: OpenOptions): Promise<RunningServer> {
  return Promise.resolve({
    address: spec.kind === 'url' ? spec.address : '',
    administrationToken: options.administrationToken,
    log: () => '',
    close: () => Promise.resolve(),
  });
}

function startOptionsOf(spec: TargetSpec, spelt: object): ReadonlySet<StartOptionName> {
  return spec.kind === 'memory' ? memoryStartOptions : new Set(Object.keys(spelt) as StartOptionName[]);
}

/** Whether the servers of a target are on a network of their own instead of this machine's. */
const hasOwnNetwork = (spec: TargetSpec, { network }: StartRecipe): boolean =>
  spec.kind === 'image' && network !== 'host';

/** A container on a network of its own cannot reach the judge by a loopback address. */
const callbackOf = (spec: TargetSpec, recipe: StartRecipe): ServerTarget['callback'] =>
  hasOwnNetwork(spec, recipe)
    ? { bind: '0.0.0.0', host: 'host.docker.internal' }
    : { bind: '127.0.0.1', host: '127.0.0.1' };
