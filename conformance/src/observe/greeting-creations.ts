import { type Attempt, mapIn, type SentStep } from './greeting-attempts.ts';
import { type History, uploadedIn } from './history.ts';
import type { Judgement } from './judgement.ts';
import { countLeading, deviceOf, hexOf, isBefore, type ObservedExchange } from './traffic.ts';

/** Greetings that one device has open at once. A creation is judged by the latest ones. */
const MAX_OPEN_GREETINGS = 100;

/** What a greeter sent in an attempt. */
interface Greeting {
  readonly start: ObservedExchange;
  /** The kind of its invitation; undefined if the traffic does not tell. */
  readonly kind: unknown;
  readonly steps: readonly SentStep[];
  /** The greeter's step 7. */
  readonly confirmation: SentStep | undefined;
  /** When the start and a step were complete, in ms. */
  readonly steppedAt: number;
  /** When step 7 or a cancellation was sent, in ms. */
  readonly endedAt: number;
  /** When the greeter had said that it trusts the claimer, and knew that the claimer trusts it. */
  readonly trustedAt: number;
}

/** Judges when a greeter creates the user or device, and when it sends the confirmation. */
export function checkCreations(
  traffic: readonly ObservedExchange[],
  history: History,
  attempts: readonly Attempt[],
  judgement: Judgement,
): void {
  const kinds = invitationKinds(traffic);
  const greetings = attempts
    .flatMap((attempt) => greetingOf(attempt, kinds))
    .toSorted((left, right) => left.start.startedAt - right.start.startedAt);
  const byDevice = Map.groupBy(greetings, ({ start }) => deviceOf(start));
  const creations = traffic.flatMap((observed) => {
    const kind = createdKind(observed, history);
    return kind === undefined ? [] : [{ observed, kind, acceptedAt: NEVER }];
  });
  const trusted = new Map(
    [...byDevice].map(([device, all]) => [
      device,
      all.reduce((at, { start, trustedAt }) => Math.min(at, Math.max(start.startedAt, trustedAt)), NEVER),
    ]),
  );
  for (const { observed, kind } of creations) {
    const device = deviceOf(observed);
    const begun = begunBefore(byDevice.get(device) ?? [], observed);
    const open = begun.filter(
      (one) => one.kind === kind && one.steppedAt <= observed.startedAt && one.endedAt > observed.startedAt,
    );
    const right = open.find(({ trustedAt }) => trustedAt <= observed.startedAt);
    const [first] = open;
    if (first === undefined) continue;
    // Another greeting of the same device, which has ended, may be the one that creates.
    if (right === undefined && (trusted.get(device) ?? NEVER) <= observed.startedAt) continue;
    const lastStep = () => first.steps.findLast((step) => isBefore(step.observed, observed));
    judgement.check(
      'client',
      'client-greeting/creation-after-codes',
      observed,
      right !== undefined,
      'a creation after step 4 was answered and step 5 was sent',
      () => `a creation after step ${lastStep()?.index} of its greeting`,
    );
  }
  const accepted = Map.groupBy(
    creations.filter(({ observed }) => observed.replyStatus === 'ok'),
    ({ observed, kind }) => `${deviceOf(observed)} ${kind}`,
  );
  for (const all of accepted.values())
    all.reduceRight((at, one) => (one.acceptedAt = Math.min(at, one.observed.endedAt)), NEVER);
  for (const { start, kind, confirmation } of greetings) {
    if (confirmation === undefined || kind === undefined) continue;
    const made = accepted.get(`${deviceOf(start)} ${kind}`) ?? [];
    const next = made[countLeading(made, ({ observed }) => observed.startedAt < start.endedAt)];
    judgement.check(
      'client',
      'client-greeting/confirmation-after-creation',
      confirmation.observed,
      next !== undefined && next.acceptedAt <= confirmation.observed.startedAt,
      'step 7 after the server accepted the creation',
      () => 'step 7 without an accepted creation before it',
    );
  }
}

const NEVER = Number.POSITIVE_INFINITY;

function greetingOf(
  { starts, steps: all, cancels }: Attempt,
  kinds: ReadonlyMap<string, unknown>,
): Greeting[] {
  const [start] = starts.greeter;
  if (start === undefined) return [];
  const steps = all.filter(({ role }) => role === 'greeter');
  const confirmation = steps.find(({ index }) => index === 7);
  const ends = [...(confirmation === undefined ? [] : [confirmation]), ...cancels];
  const firstEnd = (of: readonly SentStep[]) =>
    of.reduce((at, { observed }) => Math.min(at, observed.endedAt), NEVER);
  return [
    {
      ...{ start, kind: kinds.get(hexOf(start.request?.token)), steps, confirmation },
      steppedAt: Math.max(start.endedAt, firstEnd(steps)),
      endedAt: ends.reduce((at, { observed }) => Math.min(at, observed.startedAt), NEVER),
      trustedAt: Math.max(
        firstEnd(steps.filter(({ index, peer }) => index === 4 && peer !== undefined)),
        firstEnd(steps.filter(({ index }) => index === 5)),
      ),
    },
  ];
}

/** The latest of some greetings that began before an exchange. */
function begunBefore(greetings: readonly Greeting[], { startedAt }: ObservedExchange): readonly Greeting[] {
  const count = countLeading(greetings, ({ start }) => start.startedAt < startedAt);
  return greetings.slice(Math.max(0, count - MAX_OPEN_GREETINGS), count);
}

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
