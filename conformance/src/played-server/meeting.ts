import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ClientDriver,
  ClientOutcome,
  ClientSession,
  Comparing,
} from '../targets/client/client-driver.ts';
import { endAndWarn } from '../targets/process/home-processes.ts';
import { TargetError } from '../targets/target.ts';
import { deviceFiles, filesBelow } from './device-files.ts';

/** What the users of a greeting do with the codes. */
export const COURSES = [
  'right codes',
  'the claimer picks a wrong code',
  'the claimer finds no code right',
  'the greeter picks a wrong code',
  'the greeter finds no code right',
  'the claimer cancels',
  'the greeter cancels',
] as const;

/** A greeting between two clients, and how it ended. */
export interface Meeting {
  readonly greeter: string;
  readonly claimer: string;
  readonly kind: 'user' | 'device';
  readonly course: (typeof COURSES)[number];
  /** How the act of each side ended, and its text. */
  readonly ends: { readonly greeter: string; readonly claimer: string };
  /** What went wrong; undefined: nothing. */
  readonly problem: MeetingProblem | undefined;
}

/** Why a greeting did not end as its course demands. */
export type MeetingProblem =
  /** The users never compared the codes. */
  | 'not-compared'
  | 'greeting-failed'
  | 'enrolled-despite-codes'
  /** The new device cannot log in: the text of its client. */
  | { readonly loginFailed: string };

/** A side that starts slowly may miss the other one. The greeting is then repeated. */
const MAX_TRIES = 4;

/** Time for one side to end after the other one has ended without success, in ms. */
const LONE_SIDE_TIMEOUT_MS = 20_000;

/** Time for a client to cancel a greeting after `stop`, in ms. Its program is then ended. */
const STOP_TIMEOUT_MS = 5000;

/** How two clients meet. */
export interface MeetingOptions {
  /** Ends the clients; the promise then rejects. */
  readonly stop?: AbortSignal;
  /** For tests. Default: each one. */
  readonly courses?: readonly Meeting['course'][];
  /** For tests; how long a side may wait after the other one has failed. */
  readonly loneSideMs?: number;
}

/**
 * Lets one client greet the other, once for each kind of invitation and each course.
 *
 * @param bootstrapLink - creates an organization on the server and returns its bootstrap link
 * @param onMeeting - receives each greeting when it has ended
 */
export async function meet(
  greeter: ClientDriver,
  claimer: ClientDriver,
  bootstrapLink: () => Promise<string>,
  onMeeting: (meeting: Meeting) => void,
  {
    stop = new AbortController().signal,
    courses = COURSES,
    loneSideMs = LONE_SIDE_TIMEOUT_MS,
  }: MeetingOptions = {},
): Promise<void> {
  const founder = await installation(greeter, stop);
  const access = { device: 'alice-laptop', password: randomBytes(8).toString('hex') };
  try {
    const alice = { ...access, link: await bootstrapLink(), email: 'alice@example.com', name: 'Alice' };
    await prerequisite(greeter.client, 'bootstrap', founder.session.bootstrap(alice));
    for (const kind of ['user', 'device'] as const)
      for (const [nth, course] of courses.entries()) {
        stop.throwIfAborted();
        const email = kind === 'user' ? `bob${nth}@example.com` : undefined;
        const inviting = founder.session.invite({ ...access, ...(email !== undefined && { email }) });
        const { link = '' } = await prerequisite(greeter.client, 'invite', inviting);
        const greet = () =>
          greeting(founder.session, claimer, { access, link, course, email, stop, loneSideMs });
        let result = await greet();
        for (let tries = 1; result.problem === 'not-compared' && tries < MAX_TRIES; tries += 1)
          result = await greet();
        stop.throwIfAborted();
        onMeeting({ greeter: greeter.client, claimer: claimer.client, kind, course, ...result });
      }
  } finally {
    await founder.remove();
  }
}

interface Installation {
  readonly home: string;
  readonly session: ClientSession;
  remove(): Promise<void>;
}

async function installation(driver: ClientDriver, stop: AbortSignal): Promise<Installation> {
  stop.throwIfAborted();
  const home = await mkdtemp(join(tmpdir(), 'parsec-spec-meet-'));
  const session = await driver.open(home, { cheapPassword: true });
  const kill = (): void => session.kill();
  stop.addEventListener('abort', kill);
  const remove = async () => {
    stop.removeEventListener('abort', kill);
    kill();
    if (driver.isProgram) await endAndWarn(home);
    await rm(home, { recursive: true, force: true });
  };
  return { home, session, remove };
}

async function greeting(
  founder: ClientSession,
  claimer: ClientDriver,
  {
    access,
    link,
    course,
    email = 'alice@example.com',
    stop,
    loneSideMs,
  }: {
    readonly access: { readonly device: string; readonly password: string };
    readonly link: string;
    readonly course: Meeting['course'];
    readonly email: string | undefined;
    readonly stop: AbortSignal;
    readonly loneSideMs: number;
  },
): Promise<Pick<Meeting, 'ends' | 'problem'>> {
  const newcomer = await installation(claimer, stop);
  const own = { device: 'newcomer-laptop', password: randomBytes(8).toString('hex') };
  const codes = { greeter: Promise.withResolvers<string>(), claimer: Promise.withResolvers<string>() };
  let compared = false;
  const cancels = { greeter: new AbortController(), claimer: new AbortController() };
  const comparing = (side: 'greeter' | 'claimer', other: 'greeter' | 'claimer'): Comparing => ({
    shown: (code) => codes[side].resolve(code),
    choose: async (choices) => {
      const right = await codes[other].promise;
      if (right === '') return undefined;
      compared ||= course === 'right codes' || course.startsWith(`the ${side}`);
      if (course === `the ${side} cancels`) cancels[side].abort();
      if (course === `the ${side} finds no code right`) return undefined;
      return course === `the ${side} picks a wrong code` ? choices.find((each) => each !== right) : right;
    },
  });
  const greets = founder.greet({
    ...{ ...access, link, grant: { profile: 'STANDARD' } },
    comparing: comparing('greeter', 'claimer'),
    signal: cancels.greeter.signal,
  });
  const claims = newcomer.session.claim({
    ...{ ...own, link, email, name: 'Bob' },
    comparing: comparing('claimer', 'greeter'),
    signal: cancels.claimer.signal,
  });
  // A side that has ended shows no code any more.
  const endOf = { greeter: () => codes.greeter.resolve(''), claimer: () => codes.claimer.resolve('') };
  void greets.then(endOf.greeter, endOf.greeter);
  void claims.then(endOf.claimer, endOf.claimer);
  try {
    const [greeted, claimed] = await Promise.all([
      endWithPeer(greets, claims, loneSideMs, () => abandon(greets, cancels.greeter, founder)),
      endWithPeer(claims, greets, loneSideMs, () => abandon(claims, cancels.claimer, newcomer.session)),
    ]);
    const ends = { greeter: describe(greeted, loneSideMs), claimer: describe(claimed, loneSideMs) };
    if (!compared) return { ends, problem: 'not-compared' };
    if (course === 'right codes') {
      if (greeted?.end !== 'ok' || claimed?.end !== 'ok') return { ends, problem: 'greeting-failed' };
      const opened = await newcomer.session.logIn(own);
      return { ends, problem: opened.end === 'ok' ? undefined : { loginFailed: opened.said } };
    }
    const newFiles = deviceFiles(await filesBelow(newcomer.home)).length;
    if (greeted?.end === 'ok' || claimed?.end === 'ok' || newFiles > 0)
      return { ends, problem: 'enrolled-despite-codes' };
    return { ends, problem: undefined };
  } finally {
    await newcomer.remove();
  }
}

/** Awaits an act. If the other side fails, this one is abandoned some time later: undefined. */
async function endWithPeer(
  act: Promise<ClientOutcome>,
  other: Promise<ClientOutcome>,
  loneSideMs: number,
  abandon: () => Promise<void>,
): Promise<ClientOutcome | undefined> {
  let timer: NodeJS.Timeout | undefined;
  let isAbandoned = false;
  let hasEnded = false;
  const abandoned = new Promise<undefined>((resolve) => {
    const leave = (): void => {
      if (hasEnded) return;
      timer = setTimeout(() => {
        isAbandoned = true;
        void abandon().then(() => resolve(undefined));
      }, loneSideMs);
    };
    other.then(({ end }) => end === 'ok' || leave(), leave);
  });
  const settled = act.catch((error: unknown): ClientOutcome => ({ end: 'refused', said: String(error) }));
  // An abandoned side was aborted, and ends, too.
  return Promise.race([settled.then((outcome) => (isAbandoned ? abandoned : outcome)), abandoned]).finally(
    () => {
      hasEnded = true;
      clearTimeout(timer);
    },
  );
}

/**
 * Cancels an act whose other side has gone. A client that does not end it is closed: its next act
 * starts it again, since all greetings share the greeter.
 */
async function abandon(
  act: Promise<unknown>,
  cancel: AbortController,
  session: ClientSession,
): Promise<void> {
  cancel.abort();
  const end = act.then(
    () => true,
    () => true,
  );
  if (await Promise.race([end, sleep(STOP_TIMEOUT_MS, false, { ref: false })])) return;
  // A program that has to be killed is no finding here.
  await session.close().catch(() => undefined);
}

/** Runs an act that every greeting needs. */
async function prerequisite(
  client: string,
  what: string,
  act: Promise<ClientOutcome>,
): Promise<ClientOutcome> {
  const outcome = await act.catch((error: unknown) => ({ end: 'refused', said: String(error) }) as const);
  if (outcome.end === 'ok') return outcome;
  const why = outcome.said.split('\n')[0];
  throw new TargetError('unreachable', `${client} cannot ${what}: ${why}`, 'see the server and the client');
}

const describe = (outcome: ClientOutcome | undefined, loneSideMs: number): string =>
  outcome === undefined
    ? `still waits ${loneSideMs / 1000} s after the other side has ended`
    : `${outcome.end}: ${outcome.said.split('\n')[0] ?? ''}`;
