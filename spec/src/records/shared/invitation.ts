import { bytesOfHex } from '#platform';
import type { DateTime, Uuid } from '../../codec/index.ts';
import { type Cancellation, type Move, makeMove } from '../../greeting/index.ts';
import { accessTokenText } from '../../scalars/index.ts';
import { type CancelledAttempts, type GreeterProgress, recordKind } from '../../state/index.ts';

// Kinds that several commands write: two create an invitation, two end one, six move a greeting.

/**
 * An administrator invited a person, or a user invited a device of their own (INV-USER-01,
 * INV-DEV-01).
 */
export interface InvitationOpened {
  readonly record: 'invitation_opened';
  readonly at: DateTime;
  /** 16 bytes. */
  readonly token: Uint8Array;
  readonly created_by: Uuid;
  /**
   * The e-mail address of the invited person; null: the invitation is for a device of `created_by`.
   */
  readonly claimer_email: string | null;
}

/** Adds an invitation. */
export const invitation_opened = recordKind<InvitationOpened>({
  apply({ invitations }, { at, token, created_by, claimer_email }) {
    const opened = { token, created_by, created_on: at, status: 'PENDING', greeters: new Map() } as const;
    invitations.set(
      accessTokenText(token),
      claimer_email === null
        ? { ...opened, type: 'DEVICE', claimer: created_by }
        : { ...opened, type: 'USER', claimer_email },
    );
  },
});

/** An invitation was cancelled or completed (INV-USER-16, INV-USER-19). */
export interface InvitationEnded {
  readonly record: 'invitation_ended';
  readonly at: DateTime;
  readonly token: Uint8Array;
  readonly status: 'CANCELLED' | 'FINISHED';
}

/** Sets the final status of an invitation. Of its attempts only the ids are kept. */
export const invitation_ended = recordKind<InvitationEnded>({
  apply({ invitations, greetings, ended_attempts }, { token, status }) {
    const key = accessTokenText(token);
    const invitation = invitations.get(key);
    if (invitation === undefined) return;
    const cancelled = ended_attempts.get(key);
    const greeters = new Map<string, GreeterProgress>();
    for (const [greeter, progress] of invitation.greeters) {
      const ids = new Set(cancelled?.get(greeter)?.keys()).add(progress.last.hex);
      greeters.set(greeter, { ...progress, past: bytesOfHex([...ids].join('')) });
      greetings.delete(progress.last.hex);
    }
    ended_attempts.delete(key);
    invitations.set(key, { ...invitation, status, greeters });
  },
});

/** A move of one side that changed a greeting. */
export interface GreetingMoved {
  readonly record: 'greeting_moved';
  readonly at: DateTime;
  /** Of the invitation. */
  readonly token: Uint8Array;
  /** The user who greets. */
  readonly greeter: Uuid;
  /** The attempt of a step or cancel; null for a start. */
  readonly greeting_attempt: Uuid | null;
  readonly move: Move;
}

/** Applies a move to a greeting. An ended invitation has none. */
export const greeting_moved = recordKind<GreetingMoved>({
  apply({ invitations, greetings, ended_attempts }, record) {
    const { at, greeter, greeting_attempt } = record;
    const key = accessTokenText(record.token);
    const invitation = invitations.get(key);
    if (invitation?.status !== 'PENDING') return;
    const { token, greeters } = invitation;
    const meeting = greeters.get(greeter.hex);
    const found = greetings.get((greeting_attempt ?? meeting?.last)?.hex ?? '');
    const { attempts } = makeMove(found?.attempt ?? null, record.move, at);
    for (const attempt of attempts) {
      const { cancelled, greeting_attempt } = attempt;
      const { hex } = greeting_attempt;
      if (cancelled === null) greetings.set(hex, { token, greeter, attempt });
      else {
        greetings.delete(hex);
        const byGreeter: CancelledAttempts = ended_attempts.get(key) ?? new Map();
        const own = byGreeter.get(greeter.hex) ?? new Map<string, Cancellation>();
        ended_attempts.set(key, byGreeter.set(greeter.hex, own.set(hex, cancelled)));
      }
    }
    const last = attempts.at(-1)?.greeting_attempt;
    if (record.move.move !== 'start' || last === undefined) return;
    const joined_on = record.move.side === 'GREETER' ? at : (meeting?.joined_on ?? null);
    invitations.set(key, {
      ...invitation,
      greeters: new Map(greeters).set(greeter.hex, { last, joined_on, past: new Uint8Array() }),
    });
  },
});
