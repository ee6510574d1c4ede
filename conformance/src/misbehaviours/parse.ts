import { distance } from 'fastest-levenshtein';
import type { MockReply } from '../case/mock-server.ts';
import { TargetError } from '../targets/target.ts';
import type { ChangeAnswer, ChosenMisbehaviour, MisbehavingCall } from './misbehaviour.ts';
import { misbehaviours } from './table.ts';

/**
 * Parses `name=parameter`.
 *
 * @throws TargetError (`usage`) for an unknown name, with the nearest one, or a wrong parameter
 */
export function parseMisbehaviour(text: string): ChosenMisbehaviour {
  const at = text.indexOf('=');
  const name = at < 0 ? text : text.slice(0, at);
  const parameter = at < 0 ? '' : text.slice(at + 1);
  const misbehaviour = misbehaviours.find((each) => each.name === name);
  if (misbehaviour === undefined) {
    const [nearest] = misbehaviours
      .map((each) => ({ name: each.name, away: distance(each.name, name) }))
      .sort((left, right) => left.away - right.away);
    const suggestion =
      nearest !== undefined && nearest.away <= 4 ? `did you mean ${nearest.name}?` : 'the list has all names';
    throw new TargetError(
      'usage',
      `no misbehaviour is called "${name}"`,
      `${suggestion} (parsec-spec list --misbehaviours)`,
    );
  }
  if (misbehaviour.make(parameter) === undefined)
    throw new TargetError(
      'usage',
      `"${parameter}" is not a parameter of ${name}`,
      `expected ${name}=${misbehaviour.parameter}`,
    );
  return {
    ...{ name, parameter, misbehaviour },
    start: () => misbehaviour.make(parameter) as ChangeAnswer,
  };
}

/** Applies several misbehaviours to the answers of one server, in this order. */
export function applyMisbehaviours(
  chosen: readonly ChosenMisbehaviour[],
): (honest: MockReply, call: Omit<MisbehavingCall, 'earlier'>) => MockReply {
  const changes = chosen.map(({ start }) => start());
  let earlier = 0;
  return (honest, call) => {
    const numbered = { ...call, earlier };
    earlier += 1;
    return changes.reduce((answer, change) => change(answer, numbered), honest);
  };
}
