import { grace, type Judge } from '../judge/index.ts';
import { type Drive, drive } from './clients/drive.ts';
import { foundCompany } from './clients/found-company.ts';
import { listeners } from './clients/listening.ts';
import { contradictions } from './contradictions.ts';
import { findingOn } from './finding-on.ts';
import type { History } from './operation.ts';
import { excused } from './organization/late.ts';
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
  if (judge.signal.aborted) return judge.notTestable('the time of the check was up');
  const strictly = findingOn(model, calls, steps);
  if (strictly.kind === 'explained') return shownOf(calls, strictly.tried);
  const { history: lenient, late } = strict ? { history: calls, late: [] } : excused(calls, grace);
  const verdict = late.length === 0 ? strictly : findingOn(model, lenient, steps);
  if (verdict.kind === 'explained') {
    judge.late(
      `${late.length} calls of members were served although it was answered before that they are revoked or frozen`,
    );
    return shownOf(calls, verdict.tried);
  }
  if (verdict.kind === 'undecided')
    return {
      undecided: `whether one order explains ${calls.length} calls was not found in ${verdict.tried} steps`,
    };
  const found = contradictions(model, lenient, verdict);
  return judge.fail(
    found.map(({ text }) => text).join('\n\nand, those left out of account, '),
    'answers that one order of the calls explains, each between its sending and its reply',
    [...new Set(found.map(({ contradiction }) => contradiction))].sort(),
  );
}

const shownOf = (history: History<OrganizationRequest, OrganizationOutcome>, tried: number): Shown => ({
  calls: history.filter(({ request }) => !('listener' in request)).length,
  events: history.filter(
    ({ request }) => ('listener' in request && 'event' in request) || request.cmd === 'hear_certificate',
  ).length,
  unanswered: history.filter(({ outcome }) => outcome === undefined).length,
  tried,
});
