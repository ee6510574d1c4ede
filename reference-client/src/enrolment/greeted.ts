import type { HumanHandlePair, Profile } from '@parsec-spec/spec/scalars';
import type { GreetingEnd, GreetingPerson } from '../greeting/index.ts';
import type { Synced } from '../journeys/index.ts';
import type { EnrolmentRefusal } from './enrol.ts';
import type { Newcomer } from './newcomer.ts';

/** What a claimer asks for, and the address that was invited. */
export interface AskedUser {
  readonly handle: HumanHandlePair;
  readonly deviceLabel: string;
  readonly invited: string;
}

/** What the greeter grants. The greeter decides (GREET-34). */
export interface GrantedUser {
  readonly handle: HumanHandlePair;
  readonly deviceLabel: string;
  readonly profile: Profile;
}

/**
 * The person who greets. Compares the codes, then decides about the enrolment. Undefined refuses
 * the claimer.
 */
export interface GreeterPerson extends GreetingPerson {
  admitUser(asked: AskedUser): Promise<GrantedUser | undefined>;
  admitDevice(asked: { readonly deviceLabel: string }): Promise<{ readonly deviceLabel: string } | undefined>;
}

/** The result of a greeting for the greeter. */
export type Greeted =
  /**
   * The newcomer is enrolled and has acknowledged it. `completed`: the invitation is closed.
   * `knownBefore`: an earlier greeting had enrolled the newcomer.
   */
  | {
      outcome: 'greeted';
      type: 'USER' | 'DEVICE';
      newcomer: Newcomer;
      knownBefore: boolean;
      completed: boolean;
    }
  /**
   * The newcomer is enrolled but has not acknowledged it. The invitation stays open, so that both
   * can resume.
   */
  | { outcome: 'unacknowledged'; type: 'USER' | 'DEVICE'; newcomer: Newcomer; cause: GreetingEnd }
  /** The greeter refused the claimer. */
  | { outcome: 'declined' }
  /** The profile was OUTSIDER, which the organization does not allow (USER-17). */
  | { outcome: 'no-outsiders' }
  /** An invitation to recover a device from shares, which this client does not support. */
  | { outcome: 'recovery-not-served' }
  | Exclude<Synced, { outcome: 'synced' }>
  | EnrolmentRefusal
  | GreetingEnd;
