import { advance, nothingSaid } from '../greeting/index.ts';
import { accessTokenText } from '../scalars/index.ts';
import type { Greeting, Invitation } from './invitation.ts';
import type { GreetingMoved, InvitationEnded, InvitationOpened } from './record.ts';

/** The part of a state that invitations are in, writable. */
interface State {
  readonly invitations: Map<string, Invitation>;
  readonly greetings: Map<string, Greeting>;
}

/** Takes in what happened to an invitation: the part of `apply` that does. */
export function applyInvitation(
  state: State,
  record: InvitationOpened | InvitationEnded | GreetingMoved,
): void {
  switch (record.record) {
    case 'invitation_opened':
      return open(state, record);
    case 'invitation_ended':
      return end(state, record);
    case 'greeting_moved':
      return move(state, record);
  }
}

function open({ invitations }: State, { at, token, created_by, claimer_email }: InvitationOpened): void {
  const opened = { token, created_by, created_on: at, status: 'PENDING', greeters: new Map() } as const;
  invitations.set(
    accessTokenText(token),
    claimer_email === null
      ? { ...opened, type: 'DEVICE', claimer: created_by }
      : { ...opened, type: 'USER', claimer_email },
  );
}

function end({ invitations, greetings }: State, { token, status }: InvitationEnded): void {
  const key = accessTokenText(token);
  const invitation = invitations.get(key);
  if (invitation === undefined) return;
  invitations.set(key, { ...invitation, status });
  for (const { last } of invitation.greeters.values()) {
    const greeting = greetings.get(last.hex);
    if (greeting === undefined) continue;
    // No command reads the steps any more, and they may be large.
    greetings.set(last.hex, { ...greeting, attempt: { ...greeting.attempt, said: nothingSaid } });
  }
}

function move({ invitations, greetings }: State, record: GreetingMoved): void {
  const { at, greeting_attempt } = record;
  const key = accessTokenText(record.token);
  const invitation = invitations.get(key);
  if (invitation === undefined) return;
  const { token, greeters } = invitation;
  const meeting = greeters.get(record.greeter.hex);
  const found = greetings.get((greeting_attempt ?? meeting?.last)?.hex ?? '');
  // One identifier for all attempts of the two sides: there may be many.
  const greeter = found?.greeter ?? record.greeter;
  const { attempts } = advance(found?.attempt ?? null, record.move, at);
  for (const attempt of attempts) {
    const key = attempt.greeting_attempt.hex;
    // Ended attempts lie in the order of their ends, as in a snapshot.
    if (attempt.cancelled !== null) greetings.delete(key);
    greetings.set(key, { token, greeter, attempt });
  }
  const last = attempts.at(-1)?.greeting_attempt;
  if (record.move.move !== 'start' || last === undefined) return;
  const joined_on = record.move.side === 'GREETER' ? at : (meeting?.joined_on ?? null);
  invitations.set(key, {
    ...invitation,
    greeters: new Map(greeters).set(greeter.hex, { last, joined_on }),
  });
}
