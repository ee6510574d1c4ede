import { constantTimeEqual } from '../../../src/crypto/index.ts';
import type { AccountCreateProceedRequest } from '../../../src/generated/types.ts';
import { type AccountContext, accountCommand } from '../../../src/guards/index.ts';
import { HOUR, type SentCode } from '../../../src/state/index.ts';

const utf8 = new TextEncoder();

/** Number of wrong codes after which a new mail is required. */
const MAX_FAILURES = 3;

const required = { status: 'send_validation_email_required' } as const;

/** Checks a code, or uses it to create an account (SIGNUP-15 to SIGNUP-24). */
export const account_create_proceed = accountCommand('account_create_proceed', {
  guards: {
    'account_create_proceed/code-was-sent': (context) => sentTo(context) !== undefined || required,

    'account_create_proceed/three-failures': (context) =>
      (sentTo(context)?.failures ?? 0) < MAX_FAILURES || required,

    'account_create_proceed/auth-method-new': (context) => {
      const { account_create_step: step } = context.request;
      if (step.step !== 'NUMBER_1_CREATE' || !isRight(context)) return true;
      const isTaken = context.accounts.auth_methods.has(step.auth_method_id.hex);
      return !isTaken || { status: 'auth_method_id_already_exists' };
    },
  },
  effect: (context) => {
    const { now: at, request } = context;
    const { account_create_step: step } = request;
    const email = addressOf(request);
    // A wrong code is recorded although the command is refused (SIGNUP-17).
    if (!isRight(context)) {
      return {
        reply: { status: 'invalid_validation_code' },
        records: [{ record: 'validation_code_failed', at, email }],
      };
    }
    if (step.step === 'NUMBER_0_CHECK_CODE') return { reply: { status: 'ok' } };
    const { auth_method_id, auth_method_mac_key, auth_method_password_algorithm, vault_key_access } = step;
    const [, label] = step.human_handle;
    return {
      reply: { status: 'ok' },
      records: [
        {
          record: 'account_created',
          at,
          email,
          label,
          auth_method_id,
          auth_method_mac_key,
          auth_method_password_algorithm,
          vault_key_access,
        },
      ],
    };
  },
});

type Context = AccountContext<AccountCreateProceedRequest>;

// The creation names the address in the human handle (SIGNUP-20).
const addressOf = ({ account_create_step: given }: AccountCreateProceedRequest): string =>
  given.step === 'NUMBER_0_CHECK_CODE' ? given.email : given.human_handle[0];

// The code sent to the address, unless it is older than an hour (SIGNUP-18).
function sentTo({ now, accounts, request }: Context): SentCode | undefined {
  const code = accounts.codes.get(addressOf(request));
  return code === undefined || now.micros - code.made_on.micros > HOUR ? undefined : code;
}

function isRight(context: Context): boolean {
  const { code = '' } = sentTo(context) ?? {};
  const { validation_code: submitted } = context.request.account_create_step;
  return constantTimeEqual(utf8.encode(code), utf8.encode(submitted));
}
