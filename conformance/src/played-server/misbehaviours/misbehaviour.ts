import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { MockReply } from '../../judge/mock-server.ts';
import type { SimulatedPeer } from '../../people/simulated-peer.ts';
import type { SentRequest } from '../../wire/exchange.ts';
import type { Fields } from '../../wire/values.ts';
import type { ForgeryMembers } from './certificates/forgery.ts';

/** One request to a misbehaving server. */
export interface MisbehavingCall {
  readonly request: SentRequest;
  /** The command in the body. Empty if there is none. */
  readonly command: Fields;
  /** The members in whose names certificates are forged. */
  readonly members: ForgeryMembers;
  /** Number of earlier requests to this server that the misbehaviour saw. */
  readonly earlier: number;
}

/** Changes the answer of a correct server, which has acted. */
export type ChangeAnswer = (honest: MockReply, call: MisbehavingCall) => MockReply;

/** Refuses a request before the server acts. */
export interface RefuseCall {
  /** The answer, or undefined if the server acts. */
  readonly refuse: (call: MisbehavingCall) => MockReply | undefined;
}

/** Changes the other side of a greeting, which the judge or the puppet organization plays. */
export interface ChangePeer {
  readonly peer: (peer: SimulatedPeer, members: ForgeryMembers) => void;
}

/** What a misbehaviour changes. */
export type Change = ChangeAnswer | RefuseCall | ChangePeer;

/** One way in which a server, or the other side of a greeting, misbehaves towards clients. */
export interface Misbehaviour {
  /** `subject.what`. Several misbehaviours may share it, with different parameters. */
  readonly name: string;
  /** The parameter in the help: words, or a description in angle brackets. */
  readonly parameter: string;
  /** The variants, of which `name=parameter:CASE` chooses one. Default: the first. */
  readonly cases?: readonly string[];
  /** The requirements of a client that this provokes. */
  readonly requirements: readonly RequirementId[];
  /** What the server does, in one sentence. */
  readonly does: string;
  /**
   * Makes the change for one server. Undefined if the parameter is wrong.
   *
   * @param parameter - the text after `=`
   */
  readonly make: (parameter: string) => Change | undefined;
}

/** A misbehaviour with its parameter, as `name=parameter` states it. */
export interface ChosenMisbehaviour {
  readonly name: string;
  readonly parameter: string;
  readonly misbehaviour: Misbehaviour;
  /** Makes the change for one server. */
  readonly start: () => Change;
}

/** A misbehaviour whose parameter is one of these words. */
export const words = (
  row: Pick<Misbehaviour, 'name' | 'requirements' | 'does'>,
  changes: Readonly<Record<string, () => Change>>,
): Misbehaviour => ({
  ...row,
  parameter: Object.keys(changes).join(' | '),
  make: (parameter) => (Object.hasOwn(changes, parameter) ? changes[parameter]?.() : undefined),
});

/** A misbehaviour whose parameter is one word, with variants. */
export const variants = <T>(
  { word, ...row }: Pick<Misbehaviour, 'name' | 'requirements' | 'does'> & { readonly word: string },
  cases: Readonly<Record<string, T>>,
  change: (variant: T) => Change,
): Misbehaviour => {
  const names = Object.keys(cases);
  return {
    ...row,
    parameter: word,
    cases: names,
    make: (parameter) => {
      const chosen = parameter === word ? names[0] : parameter.slice(word.length + 1);
      const isCase = parameter === `${word}:${chosen}` || parameter === word;
      return isCase && chosen !== undefined && Object.hasOwn(cases, chosen)
        ? change(cases[chosen] as T)
        : undefined;
    },
  };
};

/** Whether an answer is the reply to a command. */
export const isReply = (answer: MockReply): answer is { readonly reply: Fields } =>
  typeof answer === 'object' && 'reply' in answer;

/** Changes replies with the status `ok` of these commands, or of all. */
export const changeReply =
  (
    commands: readonly string[] | 'all',
    change: (reply: Fields, call: MisbehavingCall) => Fields,
  ): ChangeAnswer =>
  (honest, call) =>
    isReply(honest) &&
    honest.reply.status === 'ok' &&
    (commands === 'all' || commands.includes(String(call.command.cmd)))
      ? { reply: change(honest.reply, call) }
      : honest;

/** Changes the common certificates that the server serves. */
export const changeCertificates = (
  change: (served: readonly Uint8Array[], call: MisbehavingCall) => readonly Uint8Array[],
): ChangeAnswer =>
  changeReply(['certificate_get'], (reply, call) => ({
    ...reply,
    common_certificates: change(reply.common_certificates as readonly Uint8Array[], call),
  }));
