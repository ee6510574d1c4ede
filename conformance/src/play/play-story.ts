import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { AnsweredStory, StoryLine } from '@parsec-spec/spec/stories';
import { storyLines } from '@parsec-spec/spec/stories';
import type { Need } from '../judge/check.ts';
import { asStep, Failure, Unjudged } from '../judge/failure.ts';
import type { Judge } from '../judge/judge.ts';
import { answerOf } from '../judge/observation.ts';
import type { Status } from '../model/calls.ts';
import { factOf } from '../model/describe.ts';
import { Unanswered } from './counterexample.ts';
import { Life } from './life.ts';
import { readsOfStory } from './reads.ts';

/** Statuses of calls that were served. */
const SERVED: readonly Status[] = ['ok', 'not_ready', 200];

/** Calls that only the administration makes. */
const ADMINISTRATION = /^(organization_(?!info|bootstrap)|user_(list|freeze|unfreeze)$)/;

/** What a target must have for a story to be played. An organization may also be created by its bootstrap. */
export function needsOf({ organization, calls }: AnsweredStory): readonly Need[] {
  const isAdministered = calls.some((call) => ADMINISTRATION.test(call.cmd) && !isPlainCreation(call));
  const hasLimit = organization.active_users_limit !== null;
  return [
    ...(isAdministered || hasLimit ? (['administration'] as const) : []),
    ...(calls.some(({ cmd }) => cmd.startsWith('stream_')) ? (['events'] as const) : []),
  ];
}

const isPlainCreation = (call: StoryLine): boolean =>
  call.cmd === 'organization_create' &&
  Object.keys(call).every((key) => ['cmd', 'in', 'limit'].includes(key)) &&
  call.limit === null;

/** The calls with which bootstraps create their organizations, where nobody else can. */
const spontaneous = (calls: AnsweredStory['calls']): AnsweredStory['calls'] =>
  calls.flatMap((call) => {
    if (isPlainCreation(call)) return [];
    return call.cmd === 'organization_bootstrap' && call.link === 1 ? [{ ...call, link: null }] : [call];
  });

/**
 * Plays a story, and then reads all that its changes can be seen in. The model judges every answer.
 *
 * @param own - the requirement of the story. The model allows the breach of other known ones.
 * @throws Failure that names the requirement that an answer breaks
 * @throws Unjudged if a known breach of another requirement leaves the state unknown
 * @throws Error if the model refuses an answer that the story states
 */
export async function playStory(judge: Judge, own: RequirementId, story: AnsweredStory): Promise<void> {
  const waived = new Set([...judge.waived].filter((rule) => rule !== own) as RequirementId[]);
  const life = await asStep('bootstrap', () => Life.begin(judge, story.organization, waived));
  // What a line waits for may come within the grace.
  const play = (call: StoryLine, label?: string) =>
    judge.within(judge.grace, () => playLine(life, call, label));
  const labels = labelsOf(story.calls);
  const isAdministered = judge.administration.isOpen;
  for (const call of isAdministered ? story.calls : spontaneous(story.calls))
    await play(call, labels.get(call));
  if (!isAdministered) return;
  for (const read of readsOfStory(story, life.states)) await play(read);
}

/**
 * Names the exchanges that a story is about, for reports: the refusals, and the last call of the same
 * command that is served. If nothing is refused, the last call.
 */
function labelsOf(calls: readonly StoryLine[]): ReadonlyMap<StoryLine, string> {
  const refused = calls.filter(({ answer }) => answer !== undefined && !SERVED.includes(answer as Status));
  const served = calls.findLast((call) => call.cmd === refused[0]?.cmd && !refused.includes(call));
  const last = calls.findLast(({ cmd }) => cmd !== 'stream_close');
  return new Map([
    ...(refused.length > 0 || last === undefined ? [] : [[last, wordsOf(last)] as const]),
    ...refused.map((call) => [call, 'broken'] as const),
    ...(served === undefined ? [] : [[served, 'valid'] as const]),
  ]);
}

const wordsOf = ({ answer: _, ...call }: StoryLine): string =>
  storyLines({ organization: { active_users_limit: null }, calls: [call] }).join();

async function playLine(life: Life, { answer, ...call }: StoryLine, label?: string): Promise<void> {
  const earlier = life.calls.length;
  const what = `\`${wordsOf(call)}\``;
  const wrong = await life.play(call).catch((error: unknown) => {
    if (!(error instanceof Unanswered)) throw error;
    const { exchange } = error;
    const expected = [factOf({ status: answer ?? 'ok' })];
    throw new Failure({ what, expected, observed: [answerOf(exchange)], exchange });
  });
  const [latest] = life.latest;
  const observed = latest?.observed.status;
  if (latest !== undefined && label !== undefined) latest.exchange.label ??= label;
  if (wrong !== undefined) {
    if (wrong.isAsked === undefined && wrong.observed.status === answer)
      throw new Error(`${what}: the story states ${answer}, and the model names ${wrong.requirement}`);
    const { status } = wrong.observed;
    const isOther = wrong.allowed.every((outcome) => outcome.status !== status);
    throw new Failure({
      what,
      expected: wrong.allowed.map(factOf),
      observed: [factOf(isOther ? { status } : wrong.observed)],
      exchange: wrong.exchange,
      rules: [wrong.requirement],
    });
  }
  if (life.isOver) throw new Unjudged('not-testable', `${what}: after a known breach the state is unknown`);
  if (life.calls.length === earlier) throw new Error(`${what}: the story lacks a subject of this call`);
  if (life.latest.some(({ breach }) => breach !== undefined)) return;
  // Of a mistake with two right answers a story states none.
  const isOpen = call.malformed !== undefined && answer === undefined;
  const isServed = isOpen || SERVED.includes(observed ?? 'ok');
  const isExpected = answer === undefined ? isServed : observed === answer;
  if (observed === undefined || isExpected) return;
  throw new Failure({
    what,
    expected: [factOf({ status: answer ?? 'ok' })],
    observed: [factOf({ status: observed })],
    exchange: latest?.exchange,
  });
}
