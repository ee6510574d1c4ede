import { type Attempt, mapIn, type SentStep } from './greeting-attempts.ts';
import { type History, uploadedIn } from './history.ts';
import type { Judgement } from './judgement.ts';
import { hexOf, isBefore, type ObservedExchange } from './traffic.ts';

/** Judges when a greeter creates the user or device, and when it sends the confirmation. */
export function judgeCreations(
  traffic: readonly ObservedExchange[],
  history: History,
  attempts: readonly Attempt[],
  judgement: Judgement,
): void {
  const kinds = invitationKinds(traffic);
  const creations = traffic.filter((observed) => createdKind(observed, history) !== undefined);
  for (const { starts, steps, cancels } of attempts) {
    const [start] = starts.greeter;
    const kind = kinds.get(hexOf(start?.request?.token));
    if (start === undefined || kind === undefined) continue;
    const greeter = steps.filter(({ role }) => role === 'greeter');
    const isOwn = (one: ObservedExchange) =>
      one.organization === start.organization &&
      one.token?.device === start.token?.device &&
      createdKind(one, history) === kind &&
      isBefore(start, one);
    const own = creations.filter(isOwn);
    const confirmation = greeter.find(({ index }) => index === 7);
    const firstEnd = [confirmation?.observed, ...cancels.map(({ observed }) => observed)]
      .filter((one) => one !== undefined)
      .toSorted((left, right) => left.startedAt - right.startedAt)[0];
    const during = own.filter((one) => firstEnd === undefined || one.startedAt < firstEnd.startedAt);
    for (const creation of during) {
      // Another greeting of the same device may be the one that creates.
      const isOther = attempts.some(
        (other) =>
          other.steps !== steps &&
          other.starts.greeter.some(
            (one) => one.token?.device === start.token?.device && one.startedAt < creation.startedAt,
          ) &&
          isTrusted(other.steps, creation),
      );
      const lastStep = greeter.findLast(({ observed }) => isBefore(observed, creation));
      if (isOther && !isTrusted(steps, creation)) continue;
      if (lastStep === undefined) continue;
      judgement.check(
        'client',
        'client-greeting/creation-after-codes',
        creation,
        isTrusted(steps, creation),
        'a creation after step 4 was answered and step 5 was sent',
        () => `a creation after step ${lastStep.index} of its greeting`,
      );
    }
    if (confirmation === undefined) continue;
    judgement.check(
      'client',
      'client-greeting/confirmation-after-creation',
      confirmation.observed,
      own.some((one) => one.replyStatus === 'ok' && isBefore(one, confirmation.observed)),
      'step 7 after the server accepted the creation',
      () => 'step 7 without an accepted creation before it',
    );
  }
}

/** Whether a greeter knew that the claimer trusts it, and had said that it trusts the claimer. */
const isTrusted = (steps: readonly SentStep[], creation: ObservedExchange): boolean =>
  [4, 5].every((wanted) =>
    steps.some(
      ({ role, index, observed, peer }) =>
        role === 'greeter' &&
        index === wanted &&
        isBefore(observed, creation) &&
        (wanted === 5 || peer !== undefined),
    ),
  );

/** Whether a request enrols a user or a device of its own user; undefined if neither. */
function createdKind(observed: ObservedExchange, history: History): 'USER' | 'DEVICE' | undefined {
  if (observed.command === 'user_create') return 'USER';
  if (observed.command !== 'device_create') return undefined;
  // A recovery device is created outside of greetings.
  const [, bytes] = uploadedIn(observed).find(([field]) => field === 'device_certificate') ?? [];
  const purpose = bytes === undefined ? undefined : history.open(bytes)?.purpose;
  return purpose === undefined || purpose === 'STANDARD' ? 'DEVICE' : undefined;
}

/** The kinds of the invitations in the traffic, by token in hex. */
function invitationKinds(traffic: readonly ObservedExchange[]): ReadonlyMap<string, unknown> {
  const kinds = new Map<string, unknown>();
  for (const { command, reply = {}, replyStatus, invitation } of traffic) {
    if (replyStatus !== 'ok') continue;
    if (command === 'invite_new_user') kinds.set(hexOf(reply.token), 'USER');
    if (command === 'invite_new_device') kinds.set(hexOf(reply.token), 'DEVICE');
    if (command === 'invite_info' && invitation !== undefined) kinds.set(invitation, reply.type);
    const list = command === 'invite_list' ? reply.invitations : undefined;
    for (const item of Array.isArray(list) ? list : []) {
      const { token, type } = mapIn(item) ?? {};
      kinds.set(hexOf(token), type);
    }
  }
  for (const [token, kind] of kinds) if (kind !== 'USER' && kind !== 'DEVICE') kinds.delete(token);
  return kinds;
}
