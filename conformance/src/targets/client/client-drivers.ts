import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latenessBetween } from '../judge-delay.ts';
import { endAndWarn } from '../process/home-processes.ts';
import { TargetError } from '../target.ts';
import {
  type ClientConnection,
  CONTRACT_LIMITS,
  type ContractLimits,
  introduce,
} from './client-connection.ts';
import {
  ACTS,
  type ClientDriver,
  ClientError,
  type ClientIntroduction,
  type SessionOptions,
} from './client-driver.ts';
import type { ClientFile } from './client-file.ts';
import { startClientProcess } from './client-process.ts';
import { ContractSession, type ErrorCount } from './contract-session.ts';
import { dialogueConnection, type KnownVersions } from './dialogue-client.ts';
import { LineQueue } from './line-queue.ts';
import { askUntil, type PersonTerminal, personConnection } from './person-client.ts';

/** Number of acts in a row that hang or crash after which a run ends. */
const MAX_FAILURES_IN_A_ROW = 3;

/** Creates a driver of a client that speaks the contract. `connect` starts it in a home. */
function contractDriver(
  introduction: ClientIntroduction,
  traits: Pick<ClientDriver, 'canHurry' | 'isProgram' | 'isPerson'>,
  connect: (home: string, options: SessionOptions) => ClientConnection,
  limits?: ContractLimits,
): ClientDriver {
  const { act: hangMs } = limits ?? CONTRACT_LIMITS;
  const running = new Set<{ readonly since: number }>();
  let inARow = 0;
  let lossReason: string | undefined;
  const errors: ErrorCount = {
    began: () => {
      const one = { since: performance.now() };
      running.add(one);
      return () => void running.delete(one);
    },
    failed: (act, { observed, limitMs }) => {
      // A client that gets no CPU time seems to hang.
      if (limitMs !== undefined && latenessBetween(performance.now() - limitMs) !== undefined) return;
      inARow += 1;
      // A greeting has more time than other acts. If another act hangs, it hangs too by now.
      const late = performance.now() - 0.9 * hangMs;
      const hanging = [...running].filter(({ since }) => since <= late).length;
      if (inARow + hanging >= MAX_FAILURES_IN_A_ROW)
        lossReason ??= `${MAX_FAILURES_IN_A_ROW} acts in a row crashed or hung; the last one was ${act}: ${observed}`;
    },
    ended: () => {
      inARow = 0;
    },
  };
  return {
    ...introduction,
    ...traits,
    lost: () => lossReason,
    open: async (home, options = {}) =>
      new ContractSession(() => connect(home, options), introduction, errors, {
        ...options,
        limits,
        maySkip: traits.isPerson === true,
      }),
  };
}

/**
 * Starts the client at a command once, for its introduction.
 *
 * @param command - a shell's command line that speaks the contract (conformance/clients/CONTRACT.md)
 * @param limits - for tests; default: those of the contract
 * @throws TargetError (`unreachable`) if it does not answer `hello` as the contract says
 */
export function commandClient(command: string, limits?: ContractLimits): Promise<ClientDriver> {
  return programClient(
    (home) => startClientProcess(command, home),
    'the client does not speak the contract',
    'conformance/clients/CONTRACT.md says which lines a client reads and writes',
    limits,
  );
}

/**
 * Starts the client of a client file once, for its version.
 *
 * @throws TargetError (`prerequisite`) if the platform has no pseudo-terminal, and (`unreachable`)
 *   if the client does not print its version
 */
export async function fileClient(file: ClientFile): Promise<ClientDriver> {
  const { spawn } = await import('@lydell/node-pty').catch((cause: unknown) => {
    throw noTerminal(cause);
  });
  const { path, variable } = file.program;
  const versions: KnownVersions = {};
  return programClient(
    (home) => dialogueConnection(file, home, spawn, versions),
    'the client does not print its version',
    `the program is ${variable === undefined ? path : `the value of ${variable}, or ${path}`}`,
  );
}

/** The error of a platform without a pseudo-terminal. */
const noTerminal = (cause: unknown): TargetError =>
  new TargetError(
    'prerequisite',
    `there is no pseudo-terminal on this platform (${process.platform} ${process.arch}): ${
      cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    }`,
    'client:file: needs @lydell/node-pty; use client:cmd: here',
  );

/** Starts a client in an empty home for its introduction, and creates its driver. */
async function programClient(
  connect: (home: string) => ClientConnection,
  complaint: string,
  hint: string,
  limits?: ContractLimits,
): Promise<ClientDriver> {
  const home = await mkdtemp(join(tmpdir(), 'parsec-spec-hello-'));
  try {
    const introduction = await introduce(() => connect(home), limits);
    return contractDriver(introduction, { canHurry: false, isProgram: true }, connect, limits);
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    throw new TargetError('unreachable', `${complaint}: ${error.message}`, hint);
  } finally {
    await endAndWarn(home);
    await rm(home, { recursive: true, force: true });
  }
}

/** Time limit of an act of a person, in ms. */
const PERSON_LIMIT_MS = 600_000;

/**
 * Creates the driver of a client that a person operates.
 *
 * @param terminal - shows the person what to do, and asks what was seen
 */
export async function personClient(terminal: PersonTerminal): Promise<ClientDriver> {
  terminal.say('The suite says what to do in the client. Each act has 10 minutes.');
  const client = (await terminal.ask('Name and version of the client')) || 'a client';
  const foreign = await askUntil(
    terminal,
    'Does it open device files of other clients in HOME/.config/parsec3? y yes, n no',
    /^[yn]/i,
  );
  const introduction: ClientIntroduction = {
    ...{ client, acts: ACTS, cheapPasswords: false },
    opensForeignFiles: /^y/i.test(foreign),
  };
  const limits = { hello: PERSON_LIMIT_MS, act: PERSON_LIMIT_MS, greeting: PERSON_LIMIT_MS };
  return contractDriver(
    introduction,
    { canHurry: false, isProgram: true, isPerson: true },
    (home, { check }) => personConnection(terminal, { home, check, introduction }),
    limits,
  );
}

const cheapest = { memlimitKib: 8, opslimit: 1, parallelism: 1 };

/** How the reference client is opened. */
interface ReferenceSettings {
  readonly cost?: typeof cheapest;
  readonly pause: (ms: number) => number;
}

/** Opens an installation of the reference client, or of a mutant of it. */
export type OpenReference = (home: string, settings: ReferenceSettings) => unknown;

/**
 * Creates the driver of the reference client, which runs in this process. The client is not loaded
 * otherwise.
 *
 * @param open - Opens an installation. Default: the reference client itself.
 * @example
 *   const client = { address: 'client:reference', driver: await referenceClient() };
 *   await runSuite({ client, checks, seed: '1', run: '0a1b2c', onEvent: () => undefined });
 */
export async function referenceClient(open?: OpenReference): Promise<ClientDriver> {
  const { openInstallation, serveContract } = await import('@parsec-spec/reference-client/driver');
  const opener = (open ?? openInstallation) as typeof openInstallation;
  const connect = (home: string, pauseDivisor = 1): ClientConnection => {
    const [toClient, fromClient] = [new LineQueue(), new LineQueue()];
    let log = '';
    const installation = (cheapPassword: boolean) =>
      opener(home, { pause: (ms) => ms / pauseDivisor, ...(cheapPassword && { cost: cheapest }) });
    const served = serveContract(installation, {
      lines: toClient,
      write: (line) => fromClient.push(line),
      log: (text) => {
        log += text;
      },
    }).finally(() => fromClient.end('an end'));
    const end = (): void => toClient.end('closed');
    const kill = (): void => {
      end();
      fromClient.end('the suite ended it');
    };
    return {
      send: (line) => toClient.push(line),
      next: () => fromClient.next(),
      endReason: () => fromClient.endReason ?? '',
      log: () => Buffer.from(log),
      close: async () => {
        end();
        await served;
        return true;
      },
      kill,
    };
  };
  const home = tmpdir();
  return contractDriver(
    await introduce(() => connect(home)),
    { canHurry: true, isProgram: false },
    (of, { haste }) => connect(of, haste),
  );
}
