import { type HumanHandlePair, type Profile, deviceLabel, humanHandle } from '@parsec-spec/spec/scalars';
import { parseInvitationUrl } from '@parsec-spec/spec/urls';
import type { PasswordCost } from '../device-files/seal-device.ts';
import type { Greeted } from '../enrolment/admit.ts';
import type { Claimed } from '../enrolment/claim-steps.ts';
import { claim } from '../enrolment/claim.ts';
import { greet } from '../enrolment/greet.ts';
import { explainClaimed, explainGreeted } from '../explain/explain-enrolment.ts';
import type { GreetingPerson } from '../greeting/authenticate-peer.ts';
import type { ClientEnvironment, Session } from '../journeys/session.ts';
import { type ActResult, failedCall } from './act.ts';

/** The code comparison of a judge in place of a person: it is shown one code and picks another. */
export interface Comparing {
  readonly shown: (code: string) => void;
  readonly choose: (choices: readonly string[]) => string | undefined;
}

/** The input of a claim. */
export interface ClaimInput {
  readonly link: string;
  readonly email: string;
  readonly label: string;
  readonly deviceLabel: string;
  readonly password: string;
  readonly comparing: Comparing;
}

type EndedWithFacts = ActResult & { facts?: Readonly<Record<string, unknown>> };

/** Claims an invitation, greeted by the first administrator that joins. */
export async function claimAct(
  environment: ClientEnvironment,
  { folder, cost, waitMs }: { folder: string; cost?: PasswordCost | undefined; waitMs: number },
  input: ClaimInput,
): Promise<EndedWithFacts> {
  const link = parseInvitationUrl(input.link);
  if (!link.ok) return { code: 'bad-link', message: `bad link (${link.reason}): expected ${link.expected}` };
  const handle = humanHandle(input.email, input.label);
  if (!handle.ok) return { code: 'bad-input', message: `bad ${handle.reason}: expected ${handle.expected}` };
  const label = deviceLabel(input.deviceLabel);
  if (!label.ok) return { code: 'bad-input', message: `bad device name: expected ${label.expected}` };
  const ended = await claim({
    ...{ ...environment, folder, cost, address: link.address, password: input.password },
    ...{ handle: handle.value as HumanHandlePair, deviceLabel: label.value, pace: { waitMs } },
    person: {
      ...personOf(input.comparing),
      chooseGreeters: async (administrators) => administrators.map(({ user_id }) => user_id),
    },
  });
  if (ended.outcome === 'claimed')
    return { code: 'ok', message: 'the device is enrolled', facts: { file: ended.path } };
  return { code: claimCode(ended), message: explainClaimed(ended).message };
}

/** Greets a claimer and grants what it asks for. */
export async function greetAct(
  session: Session,
  { token, profile, comparing }: { token: Uint8Array; profile: Profile; comparing: Comparing },
  waitMs: number,
): Promise<EndedWithFacts> {
  const ended = await greet({
    ...{ session, token, pace: { waitMs } },
    person: {
      ...personOf(comparing),
      admitUser: async ({ handle, deviceLabel: label }) => ({ handle, deviceLabel: label, profile }),
      admitDevice: async (asked) => asked,
    },
  });
  if (ended.outcome === 'greeted') return { code: 'ok', message: 'the newcomer is enrolled' };
  return { code: greetCode(ended), message: explainGreeted(ended).message };
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
  if (ended.outcome === 'lying-server') return 'invalid-certificate';
  const { outcome } = ended.outcome === 'unacknowledged' ? ended.cause : ended;
  return failedCall(outcome) ?? 'not-greeted';
}
