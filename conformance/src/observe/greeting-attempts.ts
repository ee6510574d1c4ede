import { otherRole, type Role, stepWords } from '../people/greeting-steps.ts';
import { type Fields, Id } from '../wire/values.ts';
import { hexOf, type ObservedExchange } from './traffic.ts';

/** A step that one side sent. */
export interface SentStep {
  readonly role: Role;
  readonly index: number;
  /** The half that it submitted, as text to compare. */
  readonly half: string;
  readonly fields: Fields;
  readonly observed: ObservedExchange;
  /** Whether the server kept the half: `ok` or `not_ready`. */
  readonly isKept: boolean;
  /** The half of the peer in the reply. */
  readonly peer: Fields | undefined;
  /** `peer` as text to compare. */
  readonly peerHalf: string | undefined;
}

/** What the traffic shows of a greeting attempt. */
export interface Attempt {
  readonly starts: Readonly<Record<Role, ObservedExchange[]>>;
  readonly steps: SentStep[];
  readonly cancels: { readonly role: Role; readonly observed: ObservedExchange }[];
}

/** Steps of one attempt that are judged. A greeting of ten minutes has about 1,000. */
const MAX_STEPS = 2000;

const roleOf = (command: string): Role => (command.startsWith('invite_greeter_') ? 'greeter' : 'claimer');

/** A text that is equal for equal fields. */
const textOf = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${value instanceof Uint8Array ? hexOf(value) : String(value)}`)
    .toSorted()
    .join(' ');

/** The greeting attempts in the traffic, by organization and identifier. */
export function attemptsOf(traffic: readonly ObservedExchange[]): ReadonlyMap<string, Attempt> {
  const attempts = new Map<string, Attempt>();
  const attemptOf = ({ organization }: ObservedExchange, id: unknown): Attempt | undefined => {
    if (!(id instanceof Id)) return undefined;
    const key = `${organization} ${id.hex}`;
    const attempt = attempts.get(key) ?? { starts: { greeter: [], claimer: [] }, steps: [], cancels: [] };
    attempts.set(key, attempt);
    return attempt;
  };
  for (const observed of traffic) {
    const { command, request = {}, reply, replyStatus } = observed;
    const role = roleOf(command);
    if (/^invite_(greeter|claimer)_start_greeting_attempt$/.test(command)) {
      if (replyStatus === 'ok') attemptOf(observed, reply?.greeting_attempt)?.starts[role].push(observed);
    } else if (/^invite_(greeter|claimer)_cancel_greeting_attempt$/.test(command)) {
      attemptOf(observed, request.greeting_attempt)?.cancels.push({ role, observed });
    } else if (/^invite_(greeter|claimer)_step$/.test(command)) {
      const fields = mapIn(request[`${role}_step`]);
      const index = (stepWords[role] as readonly unknown[]).indexOf(fields?.step);
      if (fields === undefined || index < 0) continue;
      const isKept = replyStatus === 'ok' || replyStatus === 'not_ready';
      const peer = replyStatus === 'ok' ? mapIn(reply?.[`${otherRole(role)}_step`]) : undefined;
      const steps = attemptOf(observed, request.greeting_attempt)?.steps ?? [];
      if (steps.length < MAX_STEPS)
        steps.push({
          ...{ role, index, half: textOf(fields), fields, observed, isKept, peer },
          peerHalf: peer && textOf(peer),
        });
    }
  }
  return attempts;
}

/** A value as a map; undefined if it is not a map. */
export const mapIn = (value: unknown): Fields | undefined =>
  value !== null && typeof value === 'object' ? (value as Fields) : undefined;
