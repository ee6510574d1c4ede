import type { Uuid } from '@parsec-spec/spec/codec';
import type {
  InviteClaimerStepRequest,
  InviteGreeterStepRequest,
  RequestOf,
} from '@parsec-spec/spec/commands';
import { askInvited, inviteUser } from './invitations.ts';
import type { Member } from './members.ts';
import type { TestOrganization } from './test-organization.ts';

type GreeterStep = InviteGreeterStepRequest['greeter_step'];
type ClaimerStep = InviteClaimerStepRequest['claimer_step'];

const bytes = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);

/** The half that a greeter submits at each step. */
export const greeterSteps: readonly GreeterStep[] = [
  { step: 'NUMBER_0_WAIT_PEER', public_key: bytes(32, 1) },
  { step: 'NUMBER_1_GET_HASHED_NONCE' },
  { step: 'NUMBER_2_SEND_NONCE', greeter_nonce: bytes(64, 2) },
  { step: 'NUMBER_3_GET_NONCE' },
  { step: 'NUMBER_4_WAIT_PEER_TRUST' },
  { step: '5' },
  { step: 'NUMBER_6_GET_PAYLOAD' },
  { step: 'NUMBER_7_SEND_PAYLOAD', greeter_payload: bytes(10_240, 3) },
  { step: 'NUMBER_8_WAIT_PEER_ACKNOWLEDGMENT' },
];

/** The half that a claimer submits at each step. Nonce and hash do not match, the payload is junk. */
const claimerSteps: readonly ClaimerStep[] = [
  { step: 'NUMBER_0_WAIT_PEER', public_key: bytes(32, 4) },
  { step: 'NUMBER_1_SEND_HASHED_NONCE', hashed_nonce: bytes(32, 5) },
  { step: 'NUMBER_2_GET_NONCE' },
  { step: 'NUMBER_3_SEND_NONCE', claimer_nonce: bytes(64, 6) },
  { step: 'NUMBER_4_SIGNIFY_TRUST' },
  { step: 'NUMBER_5_WAIT_PEER_TRUST' },
  { step: 'NUMBER_6_SEND_PAYLOAD', claimer_payload: bytes(10_240, 7) },
  { step: 'NUMBER_7_GET_PAYLOAD' },
  { step: 'NUMBER_8_ACKNOWLEDGE' },
];

/** A greeting between a member and the bearer of the token, call by call. */
export class TestGreeting {
  readonly organization: TestOrganization;
  readonly token: Uint8Array;
  readonly greeter: Member;

  constructor(organization: TestOrganization, token: Uint8Array, greeter: Member) {
    this.organization = organization;
    this.token = token;
    this.greeter = greeter;
  }

  greeterStarts() {
    const { organization, token, greeter } = this;
    return organization.ask(greeter, { cmd: 'invite_greeter_start_greeting_attempt', token });
  }

  claimerStarts() {
    return askInvited(this.organization, this.token, {
      cmd: 'invite_claimer_start_greeting_attempt',
      greeter: this.greeter.userId,
    });
  }

  greeterSays(greeting_attempt: Uuid, step: number, greeter_step = greeterSteps[step]) {
    if (greeter_step === undefined) throw new RangeError(`no step ${step}`);
    return this.organization.ask(this.greeter, {
      cmd: 'invite_greeter_step',
      greeting_attempt,
      greeter_step,
    });
  }

  claimerSays(greeting_attempt: Uuid, step: number) {
    const claimer_step = claimerSteps[step];
    if (claimer_step === undefined) throw new RangeError(`no step ${step}`);
    const request = { cmd: 'invite_claimer_step', greeting_attempt, claimer_step } as const;
    return askInvited(this.organization, this.token, request);
  }

  greeterCancels(greeting_attempt: Uuid) {
    const cmd = 'invite_greeter_cancel_greeting_attempt';
    return this.organization.ask(this.greeter, { cmd, greeting_attempt, reason: 'MANUALLY_CANCELLED' });
  }

  claimerCancels(
    greeting_attempt: Uuid,
    reason: RequestOf<'invite_claimer_cancel_greeting_attempt'>['reason'],
  ) {
    const cmd = 'invite_claimer_cancel_greeting_attempt';
    return askInvited(this.organization, this.token, { cmd, greeting_attempt, reason });
  }

  /** Both sides start, and submit the steps before this one. */
  async upTo(step: number): Promise<Uuid> {
    const { reply } = await this.greeterStarts();
    await this.claimerStarts();
    if (reply?.status !== 'ok') throw new Error(`start: ${reply?.status}`);
    for (let before = 0; before < step; before++) {
      await this.greeterSays(reply.greeting_attempt, before);
      const { status } = await this.claimerSays(reply.greeting_attempt, before);
      if (status !== 'ok') throw new Error(`step ${before}: ${status}`);
    }
    return reply.greeting_attempt;
  }
}

/** An organization where alice greets a person that she has invited. */
export async function testGreeting(
  organization: TestOrganization,
  email = 'zack@example.com',
): Promise<TestGreeting> {
  return new TestGreeting(
    organization,
    await inviteUser(organization, organization.alice, email),
    organization.alice,
  );
}
