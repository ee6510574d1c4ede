import type { DateTime, Uuid } from '../codec/index.ts';
import type { InvitationStatus } from '../generated/types.ts';
import type { Attempt, Cancellation } from '../greeting/index.ts';

/** A greeting user and an invitation: the last attempt of the two sides, and when this user last started one. */
export interface Meeting {
  readonly last: Uuid;
  /** Null: only the claimer has started so far. */
  readonly joined_on: DateTime | null;
}

interface Opened {
  /** 16 bytes. */
  readonly token: Uint8Array;
  readonly created_by: Uuid;
  readonly created_on: DateTime;
  /** The last two are final. */
  readonly status: InvitationStatus;
  /** By the hex form of the user id: every greeter has attempts of her own (GREET-08). */
  readonly greeters: ReadonlyMap<string, Meeting>;
}

/** A person is invited, by address. */
export interface UserInvitation extends Opened {
  readonly type: 'USER';
  readonly claimer_email: string;
}

/** A user invites another device of her own. */
export interface DeviceInvitation extends Opened {
  readonly type: 'DEVICE';
  readonly claimer: Uuid;
}

/** A promise at the door: whoever brings the token may be greeted. */
export type Invitation = UserInvitation | DeviceInvitation;

/** An attempt, and whose it is. */
export interface Greeting {
  /** Of the invitation. */
  readonly token: Uint8Array;
  readonly greeter: Uuid;
  readonly attempt: Attempt;
}

/** A cancelled attempt. Its steps are dropped, since nothing can change or ask for them any more. */
export interface EndedAttempt extends Cancellation {
  /** Text of the invitation's token. */
  readonly invitation: string;
  readonly greeter: Uuid;
}
