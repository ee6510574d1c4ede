import { type HumanHandlePair, humanHandle, type UserProfile } from '@parsec-spec/spec/scalars';
import { parseInvitationUrl } from '@parsec-spec/spec/urls';
import type { PasswordCost } from '../device-files/password-key.ts';
import type { Greeted } from '../enrolment/admit-newcomer.ts';
import { claim } from '../enrolment/claim.ts';
import type { Claimed } from '../enrolment/claim-steps.ts';
import { greet } from '../enrolment/greet.ts';
import { explainClaimed, explainGreeted } from '../explain/explain-enrolment.ts';
import type { GreetingPerson } from '../greeting/authenticate-peer.ts';
import type { ClientEnvironment, Session } from '../journeys/session.ts';
import { type ActResult, badLink, failedCall, readNames } from './act.ts';

/** Compares codes in place of a person: it gets the own code, and picks that of the other side. */
export interface Comparing {
  readonly shown: (code: string) => void;
  readonly choose: (choices: readonly string[]) => string | undefined | Promise<string | undefined>;
}

export interface ClaimInput {
  readonly link: string;
  readonly email: string;
  readonly name: string;
  readonly device: string;
  readonly password: string;
  readonly comparing: Comparing;
  /** Ends the greeting. */
  readonly signal?: AbortSignal | undefined;
}

export interface GreetInput {
  /** The invitation link. */
  readonly link: string;
  /**
   * What a new user gets. Default of `profile`: STANDARD; of the others: what the claimer asks for.
   */
  readonly grant?: {
    readonly email?: string | undefined;
    readonly name?: string | undefined;
    readonly device?: string | undefined;
    readonly profile?: UserProfile | undefined;
  };
  readonly comparing: Comparing;
  /** Ends the greeting. */
  readonly signal?: AbortSignal | undefined;
}

/** Claims an invitation, greeted by the first administrator that joins. */
export async function claimAct(
  environment: ClientEnvironment,
  { folder, cost, waitMs }: { folder: string; cost?: PasswordCost | undefined; waitMs: number },
  input: ClaimInput,
): Promise<ActResult> {
  const link = parseInvitationUrl(input.link, environment.rules);
  if (!link.ok) return badLink(link);
  const names = readNames(input, environment.rules);
  if ('code' in names) return names;
  const result = await claim({
    ...{ ...environment, folder, cost, address: link.address, password: input.password },
    ...names,
    pace: { waitMs, signal: input.signal },
    person: {
      ...personOf(input.comparing),
      chooseGreeters: async (administrators) => administrators.map(({ user_id }) => user_id),
    },
  });
  if (result.outcome === 'claimed')
    return { code: 'ok', message: 'the device is enrolled', facts: { file: result.path } };
  return { code: claimCode(result), message: explainClaimed(result).message };
}

/** Greets a claimer and grants what it asks for, unless the input says otherwise. */
export async function greetAct(
  session: Session,
  { link: text, grant = {}, comparing, signal }: GreetInput,
  waitMs: number,
): Promise<ActResult> {
  const link = parseInvitationUrl(text, session.rules);
  if (!link.ok) return badLink(link);
  const result = await greet({
    ...{ session, token: link.address.token, pace: { waitMs, signal } },
    person: {
      ...personOf(comparing),
      admitUser: async ({ handle: [email, name], deviceLabel: label }) => ({
        handle: humanHandleOf(grant.email ?? email, grant.name ?? name),
        deviceLabel: grant.device ?? label,
        profile: grant.profile ?? 'STANDARD',
      }),
      admitDevice: async ({ deviceLabel: label }) => ({ deviceLabel: grant.device ?? label }),
    },
  });
  if (result.outcome === 'greeted') return { code: 'ok', message: 'the newcomer is enrolled' };
  return { code: greetCode(result), message: explainGreeted(result).message };
}

function humanHandleOf(email: string, name: string): HumanHandlePair {
  const handle = humanHandle(email, name);
  if (handle.ok) return handle.value as HumanHandlePair;
  throw new TypeError(`bad ${handle.reason} of the new user: expected ${handle.expected}`);
}

const personOf = ({ shown, choose }: Comparing): GreetingPerson => ({
  showCode: shown,
  chooseCode: async (choices) => choose(choices),
});

function claimCode(ended: Exclude<Claimed, { outcome: 'claimed' }>): ActResult['code'] {
  if (ended.outcome === 'cannot-store' || ended.outcome === 'not-saved') return 'not-saved';
  const { outcome } = ended.outcome === 'unconfirmed' ? ended.cause : ended;
  return failedCall(outcome) ?? 'not-greeted';
}

function greetCode(ended: Exclude<Greeted, { outcome: 'greeted' }>): ActResult['code'] {
  if (ended.outcome === 'history-refused') return 'invalid-certificate';
  const { outcome } = ended.outcome === 'unacknowledged' ? ended.cause : ended;
  return failedCall(outcome) ?? 'not-greeted';
}
