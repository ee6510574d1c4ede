import type { Exchange } from '../exchange/index.ts';
import type { Invitation } from '../invitations/index.ts';
import type { Author, CallChange, Judge } from '../judge/index.ts';
import { Id } from '../wire/index.ts';
import { type Half, halvesOf, type Role } from './halves.ts';

/** One side of a greeting. Each command is a separate call. */
export interface Side {
  readonly role: Role;
  /** The halves for steps 0 to 8. */
  readonly halves: readonly Half[];
  /** Starts or restarts the side. */
  start(options?: CallChange): Promise<Exchange>;
  /** Submits a half: the own half of that number, or the given one. */
  step(attempt: Id, half: number | Half, options?: CallChange): Promise<Exchange>;
  cancel(attempt: Id, reason?: string, options?: CallChange): Promise<Exchange>;
}

/** The seven reasons with which a side may cancel an attempt. */
export const cancelReasons = [
  'MANUALLY_CANCELLED',
  'INVALID_NONCE_HASH',
  'INVALID_SAS_CODE',
  'UNDECIPHERABLE_PAYLOAD',
  'UNDESERIALIZABLE_PAYLOAD',
  'INCONSISTENT_PAYLOAD',
  'AUTOMATICALLY_CANCELLED',
] as const;

/** The command of the given role: `invite_greeter_step`, `invite_claimer_step`. */
const command = (role: Role, what: string) => `invite_${role}_${what}`;

type Caller = (message: Readonly<Record<string, unknown>>, options?: CallChange) => Promise<Exchange>;

/** `asked` identifies the start: the invitation, or the greeter. */
function side(
  role: Role,
  asked: Readonly<Record<string, unknown>>,
  halves: readonly Half[],
  call: Caller,
): Side {
  const own = (number: number): Half => halves[number] ?? { step: `no step ${number}` };
  return {
    role,
    halves,
    start: (options) => call({ cmd: command(role, 'start_greeting_attempt'), ...asked }, options),
    step: (greeting_attempt, half, options) =>
      call(
        {
          cmd: command(role, 'step'),
          greeting_attempt,
          [`${role}_step`]: typeof half === 'number' ? own(half) : half,
        },
        options,
      ),
    cancel: (greeting_attempt, reason = 'MANUALLY_CANCELLED', options) =>
      call({ cmd: command(role, 'cancel_greeting_attempt'), greeting_attempt, reason }, options),
  };
}

/** The greeter's side, on one device. */
export const greeterSide = (
  judge: Judge,
  author: Author,
  { token }: Invitation,
  halves = halvesOf('greeter', judge.random),
): Side =>
  side('greeter', { token }, halves, (message, options) => judge.rpc.authenticated(author, message, options));

/** The claimer's side, with one greeter. */
export const claimerSide = (
  judge: Judge,
  { organization, hex }: Invitation,
  greeter: Id,
  halves = halvesOf('claimer', judge.random),
): Side =>
  side('claimer', { greeter }, halves, (message, options) =>
    judge.rpc.invited(organization, hex, message, options),
  );

/** The attempt that an `ok` to a start returns. */
export function attemptIn(judge: Judge, answer: Exchange, what = 'the start'): Id {
  const { greeting_attempt } = judge.expect.reply(answer, 'ok', what);
  if (greeting_attempt instanceof Id) return greeting_attempt;
  return judge.fail(
    `${what} gives no attempt`,
    'greeting_attempt: an identifier (msgpack ext type 2)',
    String(greeting_attempt),
    answer,
  );
}

/** Starts a side, and asserts that it is served. */
export const start = async (judge: Judge, { role, ...own }: Side): Promise<Id> =>
  attemptIn(judge, await own.start(), `the start of the ${role}`);
