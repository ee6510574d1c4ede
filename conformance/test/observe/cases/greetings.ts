import type { TimedExchange } from '../../../src/observe/recording.ts';
import { type ObservedExchange, readTraffic } from '../../../src/observe/traffic.ts';
import { Instant } from '../../../src/wire/values.ts';
import { alterFirst, type Change, repeatAtEnd, type Select } from '../../support/observe/alter-traffic.ts';
import { again, type Case, client, command, everyStep, first, half, server, step } from './case.ts';

const peerHalf = (role: string, change: object): Change => ({
  reply: (fields) => ({
    ...fields,
    [`${role}_step`]: { ...(fields[`${role}_step`] as object), ...change },
  }),
});

/** Moves an exchange so that it ends just before another one begins. */
function moveBefore(traffic: readonly TimedExchange[], select: Select, before: Select) {
  const { number } = alterFirst(traffic, before, {});
  const altered = alterFirst(traffic, select, ({ startedAt }, all) => ({
    later: (all[number - 1]?.startedAt ?? 0) - startedAt - 0.001,
    durationMs: 0.0005,
  }));
  return { ...altered, number };
}

/** The traffic, in which the first greeter cancels its attempt at the end. */
const cancelled = (traffic: readonly TimedExchange[]) =>
  repeatAtEnd(traffic, step('greeter', '4'), ({ request }) => ({
    request: () => ({
      cmd: 'invite_greeter_cancel_greeting_attempt',
      greeting_attempt: request?.greeting_attempt,
      reason: 'MANUALLY_CANCELLED',
    }),
    reply: () => ({ status: 'ok' }),
  }));

/** Greetings, both sides. */
export const greetings: readonly Case[] = [
  client(
    'client-greeting/nonce-hash-checked',
    everyStep('claimer', '3', half('claimer', { claimer_nonce: new Uint8Array(64) })),
    ['server greeting/full-run-relays'],
  ),
  client(
    'client-greeting/nonce-hash-checked',
    (traffic) => {
      const altered = alterFirst(
        traffic,
        step('greeter', '3'),
        peerHalf('claimer', { claimer_nonce: new Uint8Array(64) }),
      );
      const next: Select = (one) => step('greeter', '4', one.replyStatus)(one, []);
      return { traffic: altered.traffic, number: alterFirst(altered.traffic, next, {}).number };
    },
    ['server greeting/full-run-relays'],
  ),
  client(
    'client-greeting/creation-after-codes',
    (traffic) => moveBefore(traffic, command('user_create'), step('greeter', '4')),
    ['server certificate_get/whole-history-to-everyone'],
  ),
  client('client-greeting/confirmation-after-creation', (traffic) => {
    const refusal = { reply: () => ({ status: 'active_users_limit_reached' }) };
    const next: Select = (one) => step('greeter', '7', one.replyStatus)(one, []);
    return {
      traffic: alterFirst(traffic, command('user_create'), refusal).traffic,
      number: alterFirst(traffic, next, {}).number,
    };
  }),
  server('greeting/step-words', first(step('greeter', '0'), peerHalf('claimer', { step: 'NUMBER_0_WAIT' })), [
    'server greeting/full-run-relays',
    'server transport/handled-command-is-200',
  ]),
  server(
    'greeting/step-5-is-5',
    first(step('claimer', '5'), peerHalf('greeter', { step: 'NUMBER_5_SIGNIFY_TRUST' })),
    [
      'server greeting/step-words',
      'server greeting/full-run-relays',
      'server transport/handled-command-is-200',
    ],
  ),
  server(
    'greeting/full-run-relays',
    first(step('claimer', '7'), peerHalf('greeter', { greeter_payload: new Uint8Array(80) })),
  ),
  server(
    'greeting/no-half-ahead',
    // The side that submits step 0 first has to wait. Its exchange may overlap with that of the peer.
    first(
      (one) => step('claimer', '0', 'not_ready')(one, []) || step('greeter', '0', 'not_ready')(one, []),
      ({ route }) => ({
        durationMs: 0,
        reply: () => ({
          status: 'ok',
          [route === 'invited' ? 'greeter_step' : 'claimer_step']: {
            step: 'NUMBER_0_WAIT_PEER',
            public_key: new Uint8Array(32),
          },
        }),
      }),
    ),
    ['server greeting/full-run-relays', 'server greeting/same-half-again'],
  ),
  server(
    'greeting/step-in-order',
    (traffic) => {
      const all = readTraffic(traffic);
      const chosen = all.find((one) => step('greeter', '1')(one, all));
      const isEarlier = (one: ObservedExchange) =>
        step('greeter', '0', one.replyStatus)(one, all) &&
        String(one.request?.greeting_attempt) === String(chosen?.request?.greeting_attempt);
      const rest = all.filter((one) => !isEarlier(one));
      return { traffic: rest, number: alterFirst(rest, step('greeter', '1'), {}).number };
    },
    ['server greeting/no-half-ahead'],
  ),
  server(
    'greeting/other-half-refused',
    again(step('greeter', '0'), half('greeter', { public_key: new Uint8Array(32) })),
    [],
  ),
  server('greeting/same-half-again', again(step('greeter', '4'), { reply: () => ({ status: 'not_ready' }) })),
  server('greeting/restart-gives-new-attempt', again(command('invite_greeter_start_greeting_attempt')), [
    'server invite_greeter_start_greeting_attempt/invitation-not-completed',
  ]),
  server('greeting/cancelled-is-told', (traffic) =>
    repeatAtEnd(cancelled(traffic).traffic, step('greeter', '4')),
  ),
  server('greeting/cancelled-is-told', (traffic) =>
    repeatAtEnd(cancelled(traffic).traffic, step('greeter', '4'), {
      reply: () => ({
        status: 'greeting_attempt_cancelled',
        origin: 'GREETER',
        reason: 'INVALID_SAS_CODE',
        timestamp: new Instant(0n),
      }),
    }),
  ),
  server('greeting/first-cancel-counts', (traffic) =>
    repeatAtEnd(cancelled(traffic).traffic, command('invite_greeter_cancel_greeting_attempt')),
  ),
  server('greeting/steps-need-5-2', again(step('greeter', '4'), { sentHeaders: { 'api-version': '5.1' } })),
];
