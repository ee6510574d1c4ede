import type { DateTime } from '../../../src/codec/index.ts';
import { type AccountContext, accountCommand } from '../../../src/guards/index.ts';
import { countedAddress, HOUR, type MailRequest } from '../../../src/state/index.ts';

const SECOND_MICROS = 1_000_000n;
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/**
 * Sends a code to an address, which proves that the caller can read its mail (SIGNUP-01 to
 * SIGNUP-14).
 */
export const account_create_send_validation_email = accountCommand('account_create_send_validation_email', {
  guards: {
    'account_create_send_validation_email/cooldown': (context) => {
      const { cooldown } = context.config.validation_emails;
      const last = askingsLike(context).at(-1);
      if (last === undefined || cooldown === 0) return true;
      const wait_until = last.at.plus(BigInt(cooldown) * SECOND_MICROS);
      return isOver(wait_until, context.now) || { status: 'email_sending_rate_limited', wait_until };
    },

    'account_create_send_validation_email/most-per-hour': (context) => {
      const { mostPerHour } = context.config.validation_emails;
      const askings = askingsLike(context);
      const [first] = askings;
      if (first === undefined || mostPerHour === 0 || askings.length < mostPerHour) return true;
      return { status: 'email_sending_rate_limited', wait_until: first.at.plus(HOUR) };
    },
  },
  effect: ({ now, random, accounts, caller, request: { email } }) => {
    const code = accounts.addresses.has(email) ? null : freshCode(random);
    return {
      // An address with an account gets no code, and the reply does not reveal it (SIGNUP-06).
      reply: ({ mails: [outcome = 'SUCCESS'] }) => ({ status: answers[outcome] }),
      records: [{ record: 'validation_mail_asked', at: now, email, caller, code }],
      mails: code === null ? [] : [{ mail: 'validation_code', to: email, code }],
    };
  },
});

const answers = {
  SUCCESS: 'ok',
  SERVER_UNAVAILABLE: 'email_server_unavailable',
  RECIPIENT_REFUSED: 'email_recipient_refused',
} as const;

type Context = AccountContext<{ readonly email: string }>;

// The requests of the last hour for this address, in any spelling, or by this caller.
function askingsLike({ now, accounts, caller, request }: Context): readonly MailRequest[] {
  const email = countedAddress(request.email);
  return accounts.askings.filter(
    ({ at, counted, caller: by }) =>
      now.micros - at.micros < HOUR && (counted === email || (caller !== '' && by === caller)),
  );
}

const isOver = (until: DateTime, now: DateTime): boolean => now.micros >= until.micros;

// The alphabet has 32 characters, so five bits of each byte choose evenly.
const freshCode = (random: (length: number) => Uint8Array): string =>
  Array.from(random(6), (byte) => alphabet.charAt(byte % alphabet.length)).join('');
