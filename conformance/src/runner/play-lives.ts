import { commandFacts, isCommandOf } from '@parsec-spec/spec/commands';
import type { Requirement, RequirementId } from '@parsec-spec/spec/requirements';
import type { Story, StoryCall } from '@parsec-spec/spec/stories';
import { newRecord } from '../judge/check-record.ts';
import { Deadline } from '../judge/deadline.ts';
import type { MailedServer, ServerUnderTest } from '../judge/facilities.ts';
import { Failure, Unjudged } from '../judge/failure.ts';
import { Judge } from '../judge/judge.ts';
import { unservedReason } from '../judge/unserved-commands.ts';
import type { OrganizationRequest } from '../model/calls.ts';
import { Cast } from '../people/cast.ts';
import { Random } from '../people/random.ts';
import type { ConfirmedCounterexample, Exploration, LifeJudge } from '../play/exploration.ts';
import { explore, replayStory } from '../play/explore.ts';
import { Mailbox } from '../play/mailbox.ts';
import type { ServedFamily } from '../targets/capabilities.ts';
import type { ServerTarget } from '../targets/target.ts';
import type { BaselineEntry } from '../targets/target-file.ts';
import { viewRequirements } from './check-view.ts';
import { brokenOutcome } from './decide-outcome.ts';
import { viewExchange } from './exchange-view.ts';
import type { RunFacilities } from './facilities/create-facilities.ts';
import type {
  Comparison,
  CounterexampleView,
  DifferenceView,
  PropertiesFinished,
  ReachedPair,
  TargetIdentity,
  UnreachedPair,
} from './run-events.ts';
import { PROPERTIES } from './select.ts';
import type { SuiteOptions } from './suite-options.ts';
import { answers, type TargetFailure, unreachable, unreachableAgainst } from './target-health.ts';

/** Time limit of one life, in ms. */
const LIFE_TIMEOUT_MS = 120_000;

/** Time limit of one exchange of a life, in ms. */
const EXCHANGE_TIMEOUT_MS = 30_000;

/** Longest body that a report shows of an exchange that the model does not allow, in bytes. */
const MAX_BODY_BYTES = 4096;

/** What the lives of a run explored, and why the run cannot continue, if it cannot. */
interface PlayedLives {
  readonly finished: PropertiesFinished;
  readonly failure?: TargetFailure;
}

/** The server with which the target is compared. */
export interface ComparedServer {
  readonly identity: TargetIdentity;
  readonly runFacilities: RunFacilities;
}

/**
 * Plays the generated lives or the story of a run. Undefined if it has none, or judges no server.
 *
 * @param beside - plays the same lives on this server, too
 */
export async function playLives(
  options: SuiteOptions,
  runFacilities: RunFacilities,
  catalogue: ReadonlyMap<string, Requirement>,
  beside?: ComparedServer,
): Promise<PlayedLives | undefined> {
  const { properties, strict = false, failFast = false } = options;
  const { main } = runFacilities;
  if (properties === undefined || main === undefined) return undefined;
  const { seed, lives, durationMs, shrinkMs, story } = properties;
  const timeoutMs = (story === undefined ? undefined : options.timeout) ?? LIFE_TIMEOUT_MS;
  // The mails of two servers are not compared.
  const mailed = beside === undefined ? await mailedServer(runFacilities) : undefined;
  const served = mailed?.server ?? main;
  const mailbox = mailed && new Mailbox(mailed);
  const started = performance.now();
  const stop = options.stop ?? new AbortController().signal;
  let organizations = 0;
  const { baseline = [] } = options;
  const waived = waivedBy(baseline, options, catalogue);
  const waivedAgainst = waivedBy(properties.against?.baseline ?? [], options, catalogue);
  const judgesOn =
    (server: ServerUnderTest, { facilities }: RunFacilities, mailbox?: Mailbox) =>
    (name: string): LifeJudge => {
      const deadline = new Deadline(timeoutMs, stop);
      const record = newRecord(facilities.secrets);
      organizations += 1;
      // People of their own, so that a server that mixes up organizations shows it in the neighbours only.
      const cast = new Cast(new Random(seed, `${PROPERTIES} ${organizations}`));
      const randomness = { random: new Random(seed, name), cast };
      const exchangeMs = options.timeout ?? EXCHANGE_TIMEOUT_MS;
      const parts = { id: name, seed, server, facilities, deadline, record, randomness, exchangeMs };
      const judge = new Judge(parts);
      const end = async () => {
        deadline.end();
        await Promise.allSettled(record.cleanups.map((cleanup) => cleanup()));
      };
      return { judge, record, mailbox, end };
    };
  const unserved = unservedBy([options.server, properties.against?.server]);
  const lacking = [...unserved, ...(mailbox === undefined ? ['mail' as const] : [])];
  const lackOf = (call: StoryCall) =>
    lacking.find((one) => one === familyOf(call) || (one === 'mail' && 'mail' in call));
  const isLeftOut = (call: StoryCall): boolean =>
    lackOf(call) !== undefined || ('mail' in call && mailbox?.isFull === true);
  const finished = (exploration: Partial<Exploration>, error?: Error): PropertiesFinished => {
    const { answers: reached = new Map(), counterexamples = [], unfinished, skipped } = exploration;
    const made = story === undefined ? 0 : story.calls.length - (skipped ?? 0);
    const hindrance =
      error?.message ?? (story === undefined ? undefined : hindranceOfStory(story, made, exploration));
    return {
      event: 'properties-finished',
      seed,
      lives: exploration.lives ?? 0,
      calls: exploration.calls ?? 0,
      durationMs: Math.round(performance.now() - started),
      counterexamples: counterexamples.flatMap((one) => viewCounterexample(one, strict, options, catalogue)),
      ...(beside === undefined
        ? {}
        : { against: comparisonOf(beside.identity, counterexamples, waivedAgainst) }),
      unconfirmed: exploration.unconfirmed ?? [],
      unanswered: exploration.unanswered ?? 0,
      ...(unfinished === undefined ? {} : { unfinished }),
      waived: [...waived],
      ...pairsOf(reached, unserved),
      ...(lacking.length === 0 ? {} : { unserved: lacking }),
      ...(story === undefined ? {} : { replayed: { calls: story.calls.length, made } }),
      ...(hindrance === undefined ? {} : { hindrance }),
    };
  };
  if (served.administrationToken === undefined)
    return { finished: finished({}, new Error('generated lives need the administration token')) };
  const needed = lacking.find(
    (one) => NEEDED.includes(one) || story?.calls.some((call) => lackOf(call) === one),
  );
  if (needed !== undefined) {
    const who = story === undefined ? 'generated lives need' : 'the story needs';
    const what = needed === 'mail' ? 'mail' : `the family \`${needed}\``;
    return { finished: finished({}, new Error(`${who} ${what}, which the target lacks`)) };
  }
  const lost = async (): Promise<TargetFailure | undefined> => {
    if (options.withoutPreflight !== undefined || stop.aborted) return undefined;
    if (!(await answers({ ...runFacilities, main: served }, stop, options.timeout)))
      return { ...unreachable, log: served.log() };
    const isThere = beside === undefined || (await answers(beside.runFacilities, stop, options.timeout));
    return isThere ? undefined : unreachableAgainst;
  };
  const other = beside?.runFacilities.main;
  try {
    const jobs = options.jobs ?? 8;
    const newJudge = judgesOn(served, runFacilities, mailbox);
    const exploration =
      story === undefined
        ? await explore({
            ...{ seed, lives, durationMs, shrinkMs, jobs, newJudge, stop, waived, failFast, isLeftOut },
            ...(beside === undefined || other === undefined
              ? {}
              : { against: { newJudge: judgesOn(other, beside.runFacilities), waived: waivedAgainst } }),
          })
        : await replayStory(story, { newJudge, stop, waived });
    const failure = exploration.unanswered > 0 ? await lost() : undefined;
    return { finished: finished(exploration), ...(failure === undefined ? {} : { failure }) };
  } catch (error) {
    if (!(error instanceof Failure || error instanceof Unjudged)) throw error;
    const failure = await lost();
    return { finished: finished({}, error), ...(failure === undefined ? {} : { failure }) };
  }
}

/** The server of a run whose mails the judge receives: another instance, if it starts them. */
async function mailedServer({ facilities }: RunFacilities): Promise<MailedServer | undefined> {
  if (!facilities.has('mail')) return undefined;
  return await facilities.mail('willing', {}).catch((error: unknown) => {
    if (error instanceof Unjudged) return undefined;
    throw error;
  });
}

/** The families without which no organization is founded. */
const NEEDED: readonly string[] = ['anonymous', 'authenticated'];

/** The families of lives that one of the servers does not serve. */
const unservedBy = (servers: readonly (ServerTarget | undefined)[]): readonly ServedFamily[] =>
  (['anonymous', 'authenticated', 'invited', 'tos'] as const).filter((family) =>
    servers.some((server) => server?.capabilities.families.includes(family) === false),
  );

/** The family of a call that a server may lack. Terms are published only where they can be accepted. */
function familyOf(call: StoryCall): ServedFamily | undefined {
  if (/^tos_|_terms$/.test(call.cmd)) return 'tos';
  const isOfClaimer = call.cmd.startsWith('greeting_') && !('by' in call && call.cmd !== 'greeting_run');
  return isOfClaimer || call.cmd === 'invite_info' ? 'invited' : undefined;
}

/** Why a story shows nothing about the target. Undefined if it does. */
function hindranceOfStory(
  { calls }: Story,
  made: number,
  { counterexamples = [], unconfirmed = [], unanswered = 0 }: Partial<Exploration>,
): string | undefined {
  if (counterexamples.length + unconfirmed.length > 0) return undefined;
  if (unanswered > 0) return 'a call of the story was not answered';
  const left = calls.length - made;
  return left === 0
    ? undefined
    : `${left} of the ${calls.length} calls of the story had no subject, or followed a breach that leaves the state unknown`;
}

/** The requirements of the checks that a baseline expects to fail. */
function waivedBy(
  baseline: readonly BaselineEntry[],
  { checks }: SuiteOptions,
  catalogue: ReadonlyMap<string, Requirement>,
): ReadonlySet<RequirementId> {
  const named = new Map(checks.map((check) => [check.id, check.requirements]));
  return new Set(
    baseline.flatMap(({ check }) => {
      const id = check.replace(/#.*/, '');
      return catalogue.has(id) ? [id as RequirementId] : (named.get(check) ?? []);
    }),
  );
}

/** The differences that the model allows. */
const comparisonOf = (
  identity: TargetIdentity,
  counterexamples: readonly ConfirmedCounterexample[],
  waived: ReadonlySet<RequirementId>,
): Comparison => ({
  ...identity,
  differences: counterexamples.flatMap(
    ({ by, request, story, observed, other, allowed, knownBreach, life }): DifferenceView[] =>
      by !== 'neither' || other === undefined
        ? []
        : [
            {
              ...{ command: request.cmd, story, observed, other, allowed, life },
              ...(knownBreach === undefined ? {} : { knownBreach }),
            },
          ],
  ),
  waived: [...waived],
});

const deviceIn = (request: OrganizationRequest): { readonly device?: string } =>
  'by' in request && request.by !== undefined ? { device: request.by.device } : {};

function viewCounterexample(
  {
    by,
    other,
    requirement,
    request,
    isAsked,
    story,
    isUnshrunk,
    observed,
    allowed,
    exchange,
    life,
    record,
    waived,
  }: ConfirmedCounterexample,
  strict: boolean,
  { properties }: SuiteOptions,
  catalogue: ReadonlyMap<string, Requirement>,
): readonly CounterexampleView[] {
  if (by === 'neither') return [];
  return viewRequirements([requirement], catalogue).map((view) => ({
    requirement: view,
    outcome: brokenOutcome({ level: view.level, strict }),
    story,
    ...(isUnshrunk === undefined ? {} : { isUnshrunk }),
    ...(isAsked === undefined ? {} : { asked: { command: request.cmd, ...deviceIn(request) } }),
    observed,
    allowed,
    exchange: viewExchange(exchange.shown, {
      redact: (text) => record.secrets.redact(text),
      limit: MAX_BODY_BYTES,
    }),
    ...(by === undefined ? {} : { by }),
    ...(other === undefined ? {} : { other }),
    waived,
    life,
    replay: properties?.replay?.({ ...story, waived }) ?? null,
  }));
}

/** Why the lives reach no status of these commands. */
const OUTSIDE: Readonly<Partial<Record<string, string>>> = {
  account_create_proceed: 'lives have no accounts',
  account_create_send_validation_email: 'lives have no accounts',
  server_config: 'lives do not read the configuration of the server',
  ping: 'lives do not ping',
};

/** The pairs of command and status that were reached, and those of the reply tables that were not. */
function pairsOf(
  answers: Exploration['answers'],
  unserved: readonly ServedFamily[],
): {
  readonly reached: readonly ReachedPair[];
  readonly unreached: readonly UnreachedPair[];
} {
  const reached = [...answers].flatMap(([command, statuses]) =>
    [...statuses].map(([status, times]) => ({ command, status, times })),
  );
  const unreached = Object.entries(commandFacts).flatMap(([command, { statuses }]) =>
    [...new Set<string>(statuses)]
      .filter((status) => answers.get(command)?.has(status) !== true)
      .map((status) => ({
        command,
        status,
        reason: unserved.some((family) => isCommandOf(family, command))
          ? unservedReason(...unserved.filter((family) => isCommandOf(family, command)))
          : (OUTSIDE[command] ?? (answers.has(command) ? 'no life met it' : 'no life makes this call')),
      })),
  );
  const nameOf = ({ command, status }: Pick<ReachedPair, 'command' | 'status'>) => `${command} ${status}`;
  const order = (left: ReachedPair | UnreachedPair, right: ReachedPair | UnreachedPair) =>
    nameOf(left) < nameOf(right) ? -1 : 1;
  return { reached: reached.sort(order), unreached: unreached.sort(order) };
}
