import { distance } from 'fastest-levenshtein';
import { isEqual } from '../../judge/equal.ts';
import type { MockReply } from '../../judge/mock-server.ts';
import type { SimulatedPeer } from '../../people/simulated-peer.ts';
import { TargetError } from '../../targets/target.ts';
import type { ForgeryMembers } from './certificates/forgery.ts';
import type { Change, ChosenMisbehaviour, MisbehavingCall, Misbehaviour } from './misbehaviour.ts';
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
  const named = misbehaviours.filter((each) => each.name === name);
  if (named.length === 0) {
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
  const misbehaviour = named.find((each) => each.make(parameter) !== undefined);
  if (misbehaviour === undefined)
    throw new TargetError(
      'usage',
      `"${parameter}" is not a parameter of ${name}`,
      `expected ${name}=${expectedParameter(named, parameter)}`,
    );
  return {
    ...{ name, parameter, misbehaviour },
    start: () => misbehaviour.make(parameter) as Change,
  };
}

/** The parameters of a name, or the cases of the word that was given. */
function expectedParameter(named: readonly Misbehaviour[], given: string): string {
  const [word] = given.split(':');
  const { cases } = named.find((each) => each.parameter === word) ?? {};
  return cases === undefined
    ? named.map(({ parameter }) => parameter).join(' | ')
    : `${word}:${cases.join(' | ')}`;
}

/** Misbehaviours that have started, on one server. */
export interface RunningMisbehaviours {
  /**
   * The answer to a request: a refusal, or that of the server, changed by each misbehaviour in turn.
   *
   * @param act - lets the correct server act
   */
  answer(
    act: () => MockReply | Promise<MockReply>,
    call: Omit<MisbehavingCall, 'earlier'>,
  ): Promise<MockReply>;
  /** Changes the other side of a greeting. */
  play(peer: SimulatedPeer, members: ForgeryMembers): void;
}

/**
 * Starts several misbehaviours of one server, in this order.
 *
 * @param misbehaved - called each time that one changes an answer, or the other side of a greeting
 */
export function startMisbehaviours(
  chosen: readonly ChosenMisbehaviour[],
  misbehaved: (text: string) => void = () => undefined,
): RunningMisbehaviours {
  const changes = chosen.map(({ start, name, parameter }) => ({
    change: start(),
    tell: (where: string) => misbehaved(`${name}=${parameter} ${where}`),
  }));
  let earlier = 0;
  return {
    answer: async (act, call) => {
      const numbered = { ...call, earlier };
      earlier += 1;
      const { request, command } = call;
      const commandName =
        typeof command.cmd === 'string' ? command.cmd : `${request.method} ${request.target}`;
      for (const { change, tell } of changes) {
        const refusal = 'refuse' in change ? change.refuse(numbered) : undefined;
        if (refusal === undefined) continue;
        tell(`refused ${commandName}`);
        return refusal;
      }
      let answer = await act();
      for (const { change, tell } of changes) {
        if (typeof change !== 'function') continue;
        const changed = change(answer, numbered);
        if (!isEqual(changed, answer)) tell(`changed the answer to ${commandName}`);
        answer = changed;
      }
      return answer;
    },
    play: (peer, members) => {
      for (const { change, tell } of changes) {
        if (!('peer' in change)) continue;
        tell(`plays a false ${peer.role}`);
        change.peer(peer, members);
      }
    },
  };
}
