import type { Judge } from '../judge/index.ts';
import { drive, type Drive } from './clients/drive.ts';
import { foundCompany } from './clients/found-company.ts';
import { explain } from './explain.ts';
import { linearize } from './linearize.ts';

/** What was shown, for a note. */
export interface Shown {
  readonly calls: number;
  /** Calls that nobody knows the outcome of. */
  readonly unanswered: number;
  readonly tried: number;
}

/** Lets clients call an organization all at once; one order of their calls must explain every answer. */
export async function linearizable(
  judge: Judge,
  { limit = null, ...how }: Omit<Drive, 'random'> & { readonly limit?: number | null },
): Promise<Shown> {
  const [first = judge] = how.nodes;
  const { company, model } = await foundCompany(first, limit);
  const history = await drive(company, { ...how, random: judge.random.fork('clients') });
  const verdict = linearize(model, history);
  if (verdict.kind === 'undecided')
    return judge.notTestable(
      `whether one order explains ${history.length} calls was not found in ${verdict.tried} steps`,
    );
  if (verdict.kind === 'violated') {
    const { calls, text } = explain(model, history);
    const commands = [...new Set(calls.map(({ request }) => `\`${request.cmd}\``))].sort();
    return judge.fail(
      text,
      'answers that one order of the calls explains, each between its sending and its reply',
      `no order for the answers of ${commands.join(', ')}`,
    );
  }
  const unanswered = history.filter(({ outcome }) => outcome === undefined).length;
  return { calls: history.length, unanswered, tried: verdict.tried };
}
