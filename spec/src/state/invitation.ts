import type { DateTime, Uuid } from '../codec/index.ts';
import type { InvitationStatus } from '../generated/types.ts';
import type { Attempt } from '../greeting/index.ts';

/**
 * The greeting of one user on an invitation: the last attempt of the two sides, and the time of
 * this user's last start.
 */
export interface GreeterProgress {
  readonly last: Uuid;
  /** Null: only the claimer has started so far. */
  readonly joined_on: DateTime | null;
}

interface InvitationBase {
  /** 16 bytes. */
  readonly token: Uint8Array;
  readonly created_by: Uuid;
  readonly created_on: DateTime;
  /** The last two are final. */
  readonly status: InvitationStatus;
  /** By the hexadecimal form of the user id: every greeter has separate attempts (GREET-08). */
  readonly greeters: ReadonlyMap<string, GreeterProgress>;
}

/** An invitation of a person, by address. */
export interface UserInvitation extends InvitationBase {
  readonly type: 'USER';
  readonly claimer_email: string;
}

/** An invitation of another device of the same user. */
export interface DeviceInvitation extends InvitationBase {
  readonly type: 'DEVICE';
  readonly claimer: Uuid;
}

/** An invitation lets the holder of its token be greeted. */
export type Invitation = UserInvitation | DeviceInvitation;

/** An attempt, with the invitation and the greeter that it belongs to. */
export interface Greeting {
  /** Token of the invitation. */
  readonly token: Uint8Array;
  readonly greeter: Uuid;
  readonly attempt: Attempt;
}
