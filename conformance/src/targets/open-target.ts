import { randomBytes } from 'node:crypto';
import type { RunningServer, ServerTarget, Target } from './target.ts';
import { type Capabilities, defaultCapabilities } from './capabilities.ts';
import { deployCommand } from '../deployment/deploy-command.ts';
import type { Undeployable } from '../deployment/index.ts';
import { defaultRecipe } from './default-recipe.ts';
import { parseTargetSpec, type TargetSpec } from './target-spec.ts';
import { readTargetFile } from './read-target-file.ts';
import { memoryStartOptions, startMemory } from './memory-target.ts';
import { startCommand } from './cmd-target.ts';
import { startImage } from './image-target.ts';
import type { Starting } from './starting.ts';
import type { StartOptionName, StartOptions } from './start-options.ts';
import type { TargetFile } from './target-file.ts';

/** How a target is opened. */
export interface OpenOptions {
  /** The path of a target file: used only when named. */
  readonly targetFile?: string | undefined;
  /** For a URL, the token of that server; for one that the suite starts, the token it shall take (else a random one). */
  readonly administrationToken?: string | undefined;
  /** Settings of the first server. */
  readonly start?: StartOptions;
  /** How long a start may take; a target file's `readySeconds` otherwise, else a minute. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The target that `spec` names, running; whoever opens it closes it.
 * Errors: `TargetError` (`usage`, `unreachable`, `prerequisite`).
 */
export async function openTarget(spec: string, options: OpenOptions = {}): Promise<Target> {
  const parsed = parseTargetSpec(spec);
  const file = options.targetFile === undefined ? undefined : await readTargetFile(options.targetFile);
  const baseline = file?.baseline ?? [];
  if (parsed.kind === 'client') {
    return { kind: 'client', spec, name: parsed.name, baseline, close: () => Promise.resolve() };
  }
  const recipe = file?.start ?? defaultRecipe;
  const starting: Starting = {
    recipe,
    hasFile: file?.start !== undefined,
    administrationToken: options.administrationToken ?? randomBytes(16).toString('hex'),
    deadlineMs: options.timeoutMs ?? (recipe.readySeconds ?? 60) * 1000,
    signal: options.signal,
  };
  const start = starter(parsed, starting);
  const deploy = deployer(parsed, starting);
  const first = start === undefined ? running(parsed, options) : await start(options.start ?? {});
  const startOptions =
    start === undefined ? new Set<StartOptionName>() : startOptionsOf(parsed, recipe.options ?? {});
  const mail = file?.mail;
  const capabilities: Capabilities = {
    ...defaultCapabilities,
    mail: mail !== undefined || mailOptions.every((name) => startOptions.has(name)),
    ...file?.capabilities,
  };
  return {
    kind: parsed.kind,
    spec,
    capabilities,
    baseline,
    callback: callbackOf(parsed, file),
    startOptions,
    ...(mail === undefined ? {} : { mail }),
    ...(start === undefined ? {} : { start }),
    ...(deploy === undefined ? {} : { deploy }),
    undeployable: undeployable(capabilities),
    ...first,
  };
}

/** What it takes to point the mail of a server that is started at the judge. */
const mailOptions: readonly StartOptionName[] = ['emailHost', 'emailPort', 'emailSender'];

type Start = NonNullable<ServerTarget['start']>;

function starter(spec: TargetSpec, starting: Starting): Start | undefined {
  if (spec.kind === 'memory') return (options) => startMemory(starting, options);
  if (spec.kind === 'cmd') return (options) => startCommand(spec.command, starting, options);
  if (spec.kind === 'image') return (options) => startImage(spec.image, starting, options);
  return undefined;
}

function deployer(spec: TargetSpec, starting: Starting): ServerTarget['deploy'] {
  if (spec.kind === 'cmd') return (options) => deployCommand(spec.command, starting, options);
  return undefined;
}

/** What cannot be deployed of it, and why. */
function undeployable(capabilities: Capabilities): Undeployable {
  return {
    ...(capabilities.durable ? {} : { durable: 'the target declares no capability `durable`' }),
    nodes: 'the target declares no capability `nodes`',
    database: 'the target declares no capability `database`',
    disk: 'the target declares no capability `disk`',
  };
}

function running(spec: TargetSpec, options: OpenOptions): RunningServer {
  return {
    address: spec.kind === 'url' ? spec.address : '',
    administrationToken: options.administrationToken,
    log: () => '',
    close: () => Promise.resolve(),
  };
}

function startOptionsOf(spec: TargetSpec, spelt: object): ReadonlySet<StartOptionName> {
  return spec.kind === 'memory' ? memoryStartOptions : new Set(Object.keys(spelt) as StartOptionName[]);
}

/** A container on a network of its own finds the judge by another name, and not on its loopback. */
function callbackOf(spec: TargetSpec, file: TargetFile | undefined): ServerTarget['callback'] {
  const apart = spec.kind === 'image' && file?.start?.network !== 'host';
  return apart ? { bind: '0.0.0.0', host: 'host.docker.internal' } : { bind: '127.0.0.1', host: '127.0.0.1' };
}
