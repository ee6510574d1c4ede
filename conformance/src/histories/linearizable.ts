import type { Judge } from '../judge/index.ts';
import { type Drive, drive } from './clients/drive.ts';
import { foundCompany } from './clients/found-company.ts';
import { listeners } from './clients/listening.ts';
import { judgedApart } from './judged-apart.ts';
import type { History } from './operation.ts';
import type { OrganizationOutcome, OrganizationRequest } from './organization/request.ts';

/** What was shown, for a note. */
export interface Shown {
  readonly calls: number;
  /** Events that listeners heard. */
  readonly events: number;
  /** Calls that nobody knows the outcome of. */
  readonly unanswered: number;
  readonly tried: number;
}

/** Clients of an organization of their own. */
export interface Scene extends Omit<Drive, 'random'> {
  /** Of active users; none unless said. */
  readonly limit?: number | null;
  /** Whether it must come into effect at once that somebody is shut out. */
  readonly strict?: boolean;
  /** Tells scenes apart that are alike otherwise. */
  readonly round?: number;
  /** Steps that are tried for the order of one history. */
  readonly steps?: number;
}

/** A history whose order was not found in so many steps, and none of its parts contradicts another. */
interface Undecided {
  readonly undecided: string;
}

/** Histories that may be undecided, one after the other, before that is told: of some hundred one leaves too many orders open. */
const mostUndecided = 3;

/** Lets clients call an organization all at once; one order of their calls must explain every answer. Where none was found in time, they call another one. */
export async function linearizable(judge: Judge, scene: Scene): Promise<Shown> {
  const { theme, round = 1 } = scene;
  for (let again = 1; ; again += 1) {
    const seen = await history(judge, { ...scene, round: again === 1 ? round : `${round}, again ${again}` });
    if (!('undecided' in seen)) return seen;
    if (again === mostUndecided) return judge.notTestable(`${seen.undecided}, as often as ${again} times`);
    judge.note(`${theme}: ${seen.undecided}; called again`);
  }
}

async function history(
  judge: Judge,
  {
    limit = null,
    round,
    strict = false,
    steps,
    ...how
  }: Omit<Scene, 'round'> & { readonly round: number | string },
): Promise<Shown | Undecided> {
  const [first = judge] = how.nodes;
  const { company, model } = await foundCompany(first, limit, how.listens === true ? listeners : []);
  const calls = await drive(company, {
    ...how,
    random: judge.random.fork(`clients ${how.theme} ${limit} ${round}`),
  });
  // What was cut short has many calls without an answer: a search among them would outlast the run, and nobody waits for it.
  if (judge.signal.aborted) return timeUp(judge);
  const judging = { initial: model.initial, calls, grace: strict ? null : judge.grace, steps };
  const judgement = await judgedApart(judging, judge.signal).catch((error: unknown) => {
    if (judge.signal.aborted) return timeUp(judge);
    throw error;
  });
  if (judgement.kind === 'undecided')
    return {
      undecided: `whether one order explains ${calls.length} calls was not found in ${judgement.tried} steps`,
    };
  if (judgement.kind === 'violated')
    return judge.fail(
      judgement.texts.join('\n\nand, those left out of account, '),
      'answers that one order of the calls explains, each between its sending and its reply',
      judgement.names,
    );
  if (judgement.late > 0)
    judge.late(
      `${judgement.late} calls of members were served although it was answered before that they are revoked or frozen`,
    );
  return shownOf(calls, judgement.tried);
}

const timeUp = (judge: Judge): never => judge.notTestable('the time of the check was up');

const shownOf = (history: History<OrganizationRequest, OrganizationOutcome>, tried: number): Shown => ({
  calls: history.filter(({ request }) => !('listener' in request)).length,
  events: history.filter(
    ({ request }) => ('listener' in request && 'event' in request) || request.cmd === 'hear_certificate',
  ).length,
  unanswered: history.filter(({ outcome }) => outcome === undefined).length,
  tried,
});
