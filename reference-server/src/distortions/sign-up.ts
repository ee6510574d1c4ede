import { setTimeout as pause } from 'node:timers/promises';
import { DateTime, type DecodedObject } from '@parsec-spec/spec/codec';
import { nodeCrypto } from '@parsec-spec/spec/crypto';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Reply } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { isOk, readAsked } from './asked.ts';
import { bendByBody, bendCall, distortion, type Wrap, withHeader } from './bend.ts';
import { commandIn, outcomeOf, replyMap, saying } from './look.ts';

/** Codes that were mailed, by address. */
export interface Codes {
  readonly of: Map<string, readonly string[]>;
}

/** The code in the text of a mail; empty where there is none. */
export const codeIn = (text: string): string => /^([A-HJ-NP-Z2-9]{6})$/m.exec(text)?.[1] ?? '';

/** Bends the request for a mail. */
export const asking =
  (bend: (answer: () => Promise<Reply>, email: string) => Promise<Reply>): Wrap =>
  (handle) =>
  async (call) => {
    const { known, asked } = await readAsked(call, handle);
    return asked?.command === 'account_create_send_validation_email'
      ? bend(() => asked.answer(), String(asked.request.email))
      : handle(known);
  };

/** What comes with a code. */
interface Proceeding {
  readonly email: string;
  readonly code: string;
  readonly creates: boolean;
}

/** Bends what comes with a code; the answer may be asked for with another code. */
export const proceeding =
  (bend: (answer: (code: string) => Promise<Reply>, given: Proceeding) => Promise<Reply>): Wrap =>
  (handle) =>
  async (call) => {
    const { known, asked } = await readAsked(call, handle);
    if (asked?.command !== 'account_create_proceed') return handle(known);
    const step = (asked.request.account_create_step ?? {}) as DecodedObject;
    const [email] = Array.isArray(step.human_handle) ? step.human_handle : [step.email];
    const answer = (validation_code: string) =>
      asked.answer({ ...asked.request, account_create_step: { ...step, validation_code } });
    const creates = step.step === 'NUMBER_1_CREATE';
    return bend(answer, { email: String(email), code: String(step.validation_code), creates });
  };

const bendProceeding = (
  requirement: RequirementId,
  how: string,
  make: () => Parameters<typeof proceeding>[0],
): Distortion => distortion(requirement, how, (handle, config) => proceeding(make())(handle, config));

const bendAsking = (
  requirement: RequirementId,
  how: string,
  make: () => Parameters<typeof asking>[0],
): Distortion => distortion(requirement, how, (handle, config) => asking(make())(handle, config));

const lowerCase = (text: string): string => text.toLowerCase();

/** Takes two spellings of an address for one. */
const respelling = (requirement: RequirementId, how: string, spell: (email: string) => string): Distortion =>
  distortion(requirement, how, (handle) => async (call) => {
    const { known, asked } = await readAsked(call, handle);
    if (asked?.command === 'account_create_send_validation_email')
      return asked.answer({ ...asked.request, email: spell(String(asked.request.email)) });
    if (asked?.command !== 'account_create_proceed') return handle(known);
    const step = (asked.request.account_create_step ?? {}) as DecodedObject;
    const respelt: DecodedObject = { ...step };
    if (Array.isArray(step.human_handle)) {
      const [email, label = null] = step.human_handle;
      respelt.human_handle = [spell(String(email)), label];
    } else respelt.email = spell(String(step.email));
    return asked.answer({ ...asked.request, account_create_step: respelt });
  });

const required = 'send_validation_email_required';
const invalid = 'invalid_validation_code';
const limited = 'email_sending_rate_limited';

/** Breaks the rules about codes, accounts and limits of a sign-up. */
export const signUpDistortions: readonly Distortion[] = [
  distortion('account_create_send_validation_email/cooldown', 'lifted-by-failures', (handle, config) => {
    const blocked = new Set<string>();
    const noting = proceeding(async (answer, { email, code }) => {
      const reply = await answer(code);
      if (outcomeOf(reply) === required) blocked.add(email);
      return reply;
    });
    const lifting = asking(async (answer, email) => {
      const reply = await answer();
      return outcomeOf(reply) === limited && blocked.has(email) ? saying({ status: 'ok' }) : reply;
    });
    return lifting(noting(handle, config), config);
  }),
  bendProceeding('account_create_proceed/check-keeps-code', 'used-up', () => {
    const used = new Set<string>();
    return async (answer, { email, code, creates }) => {
      if (used.has(`${email} ${code}`)) return saying({ status: required });
      const reply = await answer(code);
      if (!creates && isOk(reply)) used.add(`${email} ${code}`);
      return reply;
    };
  }),
  bendProceeding('account_create_proceed/code-right', 'any-code', () => async (answer, { code }) => {
    const reply = await answer(code);
    return outcomeOf(reply) === invalid ? saying({ status: 'ok' }) : reply;
  }),
  respelling('account_create_proceed/code-of-its-address', 'any-case', lowerCase),
  respelling('account_create_proceed/code-of-its-address', 'any-case-of-domain', (email) =>
    email.replace(/@.*/, lowerCase),
  ),
  bendProceeding('account_create_proceed/failures-shared', 'each-their-own', () => {
    const failures = new Map<string, number>();
    return async (answer, { email, code, creates }) => {
      const reply = await answer(code);
      const key = `${email} ${creates}`;
      if (outcomeOf(reply) === invalid) failures.set(key, (failures.get(key) ?? 0) + 1);
      const own = failures.get(key) ?? 0;
      return outcomeOf(reply) === required && failures.size > 0 && own < 3 ? saying({ status: 'ok' }) : reply;
    };
  }),
  distortion(
    'account_create_proceed/code-form',
    'wrong-like-any',
    bendByBody((reply, { bytes }) =>
      reply.status === 415 && commandIn(bytes) === 'account_create_proceed'
        ? saying({ status: invalid })
        : reply,
    ),
  ),
  bendProceeding(
    'account_create_proceed/creates-account',
    'forgotten',
    () =>
      async (answer, { code, creates }) => {
        // The code is looked at, and nothing is opened: a wrong one of the right form costs nothing here.
        if (!creates) return answer(code);
        return saying({ status: 'ok' });
      },
  ),
  bendProceeding('account_create_proceed/creates-account', 'one-at-a-time', () => {
    let busy = 0;
    return async (answer, { code, creates }) => {
      if (!creates) return answer(code);
      busy += 1;
      const reply = busy > 1 ? saying({ status: required }) : await answer(code);
      await pause(20);
      busy -= 1;
      return reply;
    };
  }),
  bendProceeding('account_create_proceed/code-used-up', 'for-ever', () => {
    const used = new Set<string>();
    return async (answer, { email, code, creates }) => {
      const reply = await answer(code);
      if (creates && isOk(reply)) used.add(`${email} ${code}`);
      return outcomeOf(reply) === required && used.has(`${email} ${code}`) ? saying({ status: 'ok' }) : reply;
    };
  }),
  bendProceeding('account_create_proceed/auth-method-refusal-keeps-code', 'used-up', () => {
    const used = new Set<string>();
    return async (answer, { email, code }) => {
      if (used.has(`${email} ${code}`)) return saying({ status: required });
      const reply = await answer(code);
      if (outcomeOf(reply) === 'auth_method_id_already_exists') used.add(`${email} ${code}`);
      return reply;
    };
  }),
  bendProceeding('account_create_proceed/one-creation', 'every-racer', () => {
    const created = new Map<string, number>();
    return async (answer, { email, code, creates }) => {
      const reply = await answer(code);
      if (creates && isOk(reply)) created.set(`${email} ${code}`, Date.now());
      const at = created.get(`${email} ${code}`) ?? 0;
      return creates && outcomeOf(reply) === required && Date.now() - at < 200
        ? saying({ status: 'ok' })
        : reply;
    };
  }),
  bendProceeding('account_create_send_validation_email/new-code-resets-failures', 'counted-on', () => {
    const failures = new Map<string, number>();
    return async (answer, { email, code }) => {
      if ((failures.get(email) ?? 0) >= 3) return saying({ status: required });
      const reply = await answer(code);
      if (outcomeOf(reply) === invalid) failures.set(email, (failures.get(email) ?? 0) + 1);
      return reply;
    };
  }),
  distortion('account_create_send_validation_email/existing-account-not-told', 'told', (handle, config) => {
    const opened = new Set<string>();
    const noted = proceeding(async (answer, { email, code, creates }) => {
      const reply = await answer(code);
      if (creates && isOk(reply)) opened.add(email);
      return reply;
    })(handle, config);
    return asking(async (answer, email) =>
      opened.has(email) ? saying({ status: 'email_recipient_refused' }) : answer(),
    )(noted, config);
  }),
  distortion(
    'account_create_send_validation_email/limit-by-caller',
    'everybody-is-new',
    bendCall((call) =>
      call.target.startsWith('/anonymous_server')
        ? {
            ...withHeader(call, 'x-forwarded-for'),
            // Another network of 64 bits: addresses of one network are one caller.
            peer: `2001:db8:0:${Buffer.from(nodeCrypto.randomBytes(2)).toString('hex')}::1`,
          }
        : call,
    ),
  ),
  bendAsking('account_create_send_validation_email/refusals-not-counted', 'counted', () => {
    const refused = new Map<string, bigint>();
    return async (answer, email) => {
      const count = refused.get(email) ?? 0n;
      const reply = await answer();
      const until = replyMap(reply)?.wait_until;
      if (!DateTime.is(until)) return reply;
      refused.set(email, count + 1n);
      return saying({ status: limited, wait_until: until.plus(count * 1_000_000n) });
    };
  }),
  bendAsking('account_create_send_validation_email/unsent-mails-counted', 'free', () => {
    const failed = new Map<string, string>();
    return async (answer, email) => {
      const reply = await answer();
      const outcome = String(outcomeOf(reply));
      if (outcome.startsWith('email_') && outcome !== limited) failed.set(email, outcome);
      return outcome === limited && failed.has(email) ? saying({ status: failed.get(email) ?? '' }) : reply;
    };
  }),
];
