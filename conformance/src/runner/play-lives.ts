import { commandFacts } from '@parsec-spec/spec/commands';
import type { Requirement, RequirementId } from '@parsec-spec/spec/requirements';
import { newRecord } from '../case/check-record.ts';
import { Deadline } from '../case/deadline.ts';
import { Failure, Unjudged } from '../case/failure.ts';
import { Judge } from '../case/judge.ts';
import { Cast } from '../people/cast.ts';
import { Random } from '../people/random.ts';
import {
  type ConfirmedContradiction,
  type Exploration,
  explore,
  type LifeJudge,
} from '../properties/explore.ts';
import { viewRequirements } from './check-view.ts';
import { viewExchange } from './exchange-view.ts';
import type { RunFacilities } from './facilities/create-facilities.ts';
import { brokenOutcome } from './outcome.ts';
import type { ContradictionView, PropertiesFinished, ReachedPair, UnreachedPair } from './run-events.ts';
import { PROPERTIES } from './select.ts';
import type { SuiteOptions } from './suite-options.ts';

/** Time limit of one life, in ms. */
const LIFE_TIMEOUT_MS = 120_000;

/** Longest body of the contradicted exchange that a report shows, in bytes. */
const MAX_BODY_BYTES = 4096;

/** Plays the generated lives of a run. Undefined if it has none, or judges no server. */
export async function playLives(
  options: SuiteOptions,
  runFacilities: RunFacilities,
  catalogue: ReadonlyMap<string, Requirement>,
): Promise<PropertiesFinished | undefined> {
  const { properties, strict = false } = options;
  const { main, facilities } = runFacilities;
  if (properties === undefined || main === undefined) return undefined;
  const { seed, lives, durationMs } = properties;
  const started = performance.now();
  const stop = options.stop ?? new AbortController().signal;
  const cast = new Cast(new Random(seed, PROPERTIES));
  const waived = waivedBy(options, catalogue);
  const newJudge = (name: string): LifeJudge => {
    const deadline = new Deadline(LIFE_TIMEOUT_MS, stop);
    const record = newRecord(facilities.secrets);
    const randomness = { random: new Random(seed, name), cast };
    const judge = new Judge({ id: name, seed, server: main, facilities, deadline, record, randomness });
    const end = async () => {
      deadline.end();
      await Promise.allSettled(record.cleanups.map((cleanup) => cleanup()));
    };
    return { judge, record, end };
  };
  const finished = (exploration: Partial<Exploration>, hindrance?: string): PropertiesFinished => {
    const { answers = new Map(), contradictions = [] } = exploration;
    return {
      event: 'properties-finished',
      seed,
      lives: exploration.lives ?? 0,
      calls: exploration.calls ?? 0,
      durationMs: Math.round(performance.now() - started),
      contradictions: contradictions.flatMap((one) => viewContradiction(one, strict, options, catalogue)),
      unconfirmed: exploration.unconfirmed ?? [],
      unanswered: exploration.unanswered ?? 0,
      waived: [...waived],
      ...pairsOf(answers),
      ...(hindrance === undefined ? {} : { hindrance }),
    };
  };
  if (main.administrationToken === undefined)
    return finished({}, 'generated lives need the administration token');
  try {
    const jobs = options.jobs ?? 8;
    return finished(await explore({ seed, lives, durationMs, jobs, newJudge, stop, waived }));
  } catch (error) {
    if (error instanceof Failure || error instanceof Unjudged) return finished({}, error.message);
    throw error;
  }
}

/** The requirements of the checks that the baseline expects to fail. */
function waivedBy(
  { baseline = [], checks }: SuiteOptions,
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

function viewContradiction(
  { requirement, story, observed, allowed, exchange, life, record }: ConfirmedContradiction,
  strict: boolean,
  { properties }: SuiteOptions,
  catalogue: ReadonlyMap<string, Requirement>,
): readonly ContradictionView[] {
  return viewRequirements([requirement], catalogue).map((view) => ({
    requirement: view,
    outcome: brokenOutcome({ level: view.level, strict }),
    story,
    observed,
    allowed,
    exchange: viewExchange(exchange.shown, {
      redact: (text) => record.secrets.redact(text),
      limit: MAX_BODY_BYTES,
    }),
    life,
    replay: properties?.replay ?? null,
  }));
}

/** Why the lives reach no status of these commands. */
const OUTSIDE: Readonly<Partial<Record<string, string>>> = {
  organization_bootstrap: 'each life begins after the bootstrap',
  account_create_proceed: 'lives have no accounts',
  account_create_send_validation_email: 'lives have no accounts',
  server_config: 'lives do not read the configuration of the server',
  events_listen: 'lives open no event stream',
  ping: 'lives do not ping',
};

/** The pairs of command and status that were reached, and those of the reply tables that were not. */
function pairsOf(answers: Exploration['answers']): {
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
        reason: OUTSIDE[command] ?? (answers.has(command) ? 'no life met it' : 'no life makes this call'),
      })),
  );
  const nameOf = ({ command, status }: Pick<ReachedPair, 'command' | 'status'>) => `${command} ${status}`;
  const order = (left: ReachedPair | UnreachedPair, right: ReachedPair | UnreachedPair) =>
    nameOf(left) < nameOf(right) ? -1 : 1;
  return { reached: reached.sort(order), unreached: unreached.sort(order) };
}
