import type { HumanHandlePair, Profile } from '@parsec-spec/spec/scalars';
import type { GreetingEnd, GreetingPerson } from '../greeting/index.ts';
import type { Synced } from '../journeys/index.ts';
import type { EnrolmentRefusal } from './enrol.ts';
import type { Newcomer } from './newcomer.ts';

/** What somebody at the door asks for, and the address that was invited. */
export interface AskedUser {
  readonly handle: HumanHandlePair;
  readonly deviceLabel: string;
  readonly invited: string;
}

/** What a greeter makes of it: the greeter has the last word (GREET-34). */
export interface GrantedUser {
  readonly handle: HumanHandlePair;
  readonly deviceLabel: string;
  readonly profile: Profile;
}

/** The person who greets: compares codes, then decides who comes in, and as what. Undefined: nobody does. */
export interface GreeterPerson extends GreetingPerson {
  admitUser(asked: AskedUser): Promise<GrantedUser | undefined>;
  admitDevice(asked: { readonly deviceLabel: string }): Promise<{ readonly deviceLabel: string } | undefined>;
}

/** How a greeting ends for the greeter. */
export type Greeted =
  /** The newcomer is in, and said so. `completed`: the invitation is closed. */
  | {
      outcome: 'greeted';
      type: 'USER' | 'DEVICE';
      newcomer: Newcomer;
      knownBefore: boolean;
      completed: boolean;
    }
  /** The server knows the newcomer, whose side never said that it got the confirmation: the invitation stays open, so that both can take it up again. */
  | { outcome: 'unacknowledged'; type: 'USER' | 'DEVICE'; newcomer: Newcomer; cause: GreetingEnd }
  /** The greeter let nobody in. */
  | { outcome: 'declined' }
  /** An OUTSIDER, where the organization wants none (USER-17). */
  | { outcome: 'no-outsiders' }
  /** An invitation to recover a device from shares, which this client does not serve. */
  | { outcome: 'recovery-not-served' }
  | Exclude<Synced, { outcome: 'synced' }>
  | EnrolmentRefusal
  | GreetingEnd;
