import { setTimeout as pause } from 'node:timers/promises';
import type { Mutant } from '@parsec-spec/reference-server/core';
import type { DecodedObject } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { commandIn, commandReply, outcomeOf } from '../../../self-test/kit/calls.ts';
import { isOk, readCommand } from '../../../self-test/kit/commands.ts';
import { Races } from '../../../self-test/kit/lost-races.ts';
import { changeWithMail } from '../../../self-test/kit/mail.ts';
import { changeByBody, mutant } from '../../../self-test/kit/mutant.ts';
import {
  aroundProceeding,
  type Codes,
  changeProceeding,
  codeIn,
  invalidCode,
  mailRequired,
} from '../../../self-test/kit/sign-up.ts';

const lowerCase = (text: string): string => text.toLowerCase();

/** Changes the spelling of e-mail addresses in requests, so that two spellings count as equal. */
const respellsEmail = (requirement: RequirementId, how: string, spell: (email: string) => string): Mutant =>
  mutant(requirement, how, (handle) => async (call) => {
    const { bufferedCall, commandCall } = await readCommand(call, handle);
    if (commandCall?.command === 'account_create_send_validation_email')
      return commandCall.answer({ ...commandCall.request, email: spell(String(commandCall.request.email)) });
    if (commandCall?.command !== 'account_create_proceed') return handle(bufferedCall);
    const step = (commandCall.request.account_create_step ?? {}) as DecodedObject;
    const respelt: DecodedObject = { ...step };
    if (Array.isArray(step.human_handle)) {
      const [email, label = null] = step.human_handle;
      respelt.human_handle = [spell(String(email)), label];
    } else respelt.email = spell(String(step.email));
    return commandCall.answer({ ...commandCall.request, account_create_step: respelt });
  });

/** Mutants of the requirements of `account_create_proceed`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  changeWithMail<Codes>('account_create_proceed/code-of-its-address', 'any-code', () => ({ of: new Map() }), {
    wrap: (memory) =>
      aroundProceeding(async (answer, { email, code }) => {
        const isKnown = [...memory.of.values()].some((codes) => codes.includes(code));
        return answer(isKnown ? (memory.of.get(email)?.at(-1) ?? code) : code);
      }),
    mail: (memory) => (message, send) => {
      memory.of.set(message.to, [codeIn(message.text)]);
      return send(message);
    },
  }),
  respellsEmail('account_create_proceed/code-of-its-address', 'any-case', lowerCase),
  respellsEmail('account_create_proceed/code-of-its-address', 'any-case-of-domain', (email) =>
    email.replace(/@.*/, lowerCase),
  ),
  changeProceeding('account_create_proceed/code-of-its-address', 'uses-up-others', () => {
    const refused = new Set<string>();
    return async (answer, { code }) => {
      if (refused.has(code)) return commandReply({ status: mailRequired });
      const reply = await answer(code);
      if (!isOk(reply)) refused.add(code);
      return reply;
    };
  }),
  changeProceeding('account_create_proceed/check-keeps-code', 'used-up', () => {
    const used = new Set<string>();
    return async (answer, { email, code, creates }) => {
      if (used.has(`${email} ${code}`)) return commandReply({ status: mailRequired });
      const reply = await answer(code);
      if (!creates && isOk(reply)) used.add(`${email} ${code}`);
      return reply;
    };
  }),
  changeProceeding('account_create_proceed/code-right', 'any-code', () => async (answer, { code }) => {
    const reply = await answer(code);
    return outcomeOf(reply) === invalidCode ? commandReply({ status: 'ok' }) : reply;
  }),
  changeProceeding('account_create_proceed/failures-shared', 'each-their-own', () => {
    const failures = new Map<string, number>();
    return async (answer, { email, code, creates }) => {
      const reply = await answer(code);
      const key = `${email} ${creates}`;
      if (outcomeOf(reply) === invalidCode) failures.set(key, (failures.get(key) ?? 0) + 1);
      const own = failures.get(key) ?? 0;
      return outcomeOf(reply) === mailRequired && failures.size > 0 && own < 3
        ? commandReply({ status: 'ok' })
        : reply;
    };
  }),
  mutant(
    'account_create_proceed/code-form',
    'wrong-like-any',
    changeByBody((reply, { bytes }) =>
      reply.status === 415 && commandIn(bytes) === 'account_create_proceed'
        ? commandReply({ status: invalidCode })
        : reply,
    ),
  ),
  changeProceeding(
    'account_create_proceed/creates-account',
    'forgotten',
    () =>
      async (answer, { code, creates }) => {
        // Answers `ok` to a creation without creating an account.
        if (!creates) return answer(code);
        return commandReply({ status: 'ok' });
      },
  ),
  changeProceeding('account_create_proceed/creates-account', 'one-at-a-time', () => {
    let busy = 0;
    return async (answer, { code, creates }) => {
      if (!creates) return answer(code);
      busy += 1;
      const reply = busy > 1 ? commandReply({ status: mailRequired }) : await answer(code);
      await pause(20);
      busy -= 1;
      return reply;
    };
  }),
  changeProceeding('account_create_proceed/code-used-up', 'for-ever', () => {
    const used = new Set<string>();
    return async (answer, { email, code, creates }) => {
      const reply = await answer(code);
      if (creates && isOk(reply)) used.add(`${email} ${code}`);
      return outcomeOf(reply) === mailRequired && used.has(`${email} ${code}`)
        ? commandReply({ status: 'ok' })
        : reply;
    };
  }),
  changeProceeding('account_create_proceed/auth-method-refusal-keeps-code', 'used-up', () => {
    const used = new Set<string>();
    return async (answer, { email, code }) => {
      if (used.has(`${email} ${code}`)) return commandReply({ status: mailRequired });
      const reply = await answer(code);
      if (outcomeOf(reply) === 'auth_method_id_already_exists') used.add(`${email} ${code}`);
      return reply;
    };
  }),
  changeProceeding('account_create_proceed/one-creation', 'every-racer', () => {
    const races = new Races();
    return async (answer, { email, code, creates }) => {
      const arrived = performance.now();
      const reply = await answer(code);
      const race = `${email} ${code}`;
      if (creates && isOk(reply)) await races.won(race);
      return creates && races.isPartOf(race, arrived) && outcomeOf(reply) === mailRequired
        ? commandReply({ status: 'ok' })
        : reply;
    };
  }),
];
