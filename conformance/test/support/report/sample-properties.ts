import type { CheckFinished } from '../../../src/report/report-events.ts';
import type { PropertiesFinished } from '../../../src/runner/run-events.ts';

/** The event of generated lives with one counterexample, which shows an exchange of a check. */
export const sampleProperties = ({ requirements, exchanges }: CheckFinished): PropertiesFinished => {
  const [requirement] = requirements;
  const [exchange] = exchanges;
  if (requirement === undefined || exchange === undefined) throw new Error('a check without traffic');
  return {
    event: 'properties-finished',
    seed: 'parsec',
    lives: 48,
    calls: 1800,
    durationMs: 2900,
    counterexamples: [
      {
        requirement,
        outcome: 'fail',
        story: {
          organization: { active_users_limit: 3 },
          calls: [
            {
              cmd: 'user_create',
              by: 'alice-laptop',
              user: 'carl',
              email: 'carl@example.com',
              profile: 'STANDARD',
            },
            { cmd: 'invite_new_device', by: 'carl-laptop' },
            { cmd: 'greeting_start', token: 'carl#1', greeter: 'carl' },
            {
              cmd: 'greeting_step',
              by: 'carl-laptop',
              token: 'carl#1',
              greeter: 'carl',
              attempt: 1,
              step: 0,
            },
          ],
        },
        asked: { command: 'organization_info', device: 'carl-laptop' },
        observed: { status: 'not_ready' },
        allowed: [{ status: 'greeting_attempt_not_joined' }],
        exchange,
        by: 'against',
        other: { status: 'greeting_attempt_not_joined' },
        waived: ['user_create/email-free'],
        life: 7,
        replay: "npx --no parsec-spec validate … --only properties --seed 'parsec'",
      },
    ],
    unconfirmed: [{ requirement: 'user_create/seat-free', life: 3 }],
    unanswered: 1,
    unfinished: {
      organization: { active_users_limit: null },
      calls: [{ cmd: 'invite_new_device', by: 'alice-laptop' }],
    },
    waived: ['authentication/expired-is-460'],
    reached: [
      { command: 'invite_info', status: 'ok', times: 4 },
      { command: 'invite_info', status: 410, times: 1 },
    ],
    against: {
      ...{ kind: 'url', address: 'http://127.0.0.1:6777', server: 'parsec/3' },
      waived: ['authentication/expired-is-460'],
      differences: [
        {
          command: 'organization_info',
          story: {
            organization: { active_users_limit: null },
            calls: [{ cmd: 'organization_expire' }, { cmd: 'organization_info', by: 'alice-laptop' }],
          },
          observed: { status: 460 },
          other: { status: 'ok' },
          allowed: [{ status: 460 }],
          knownBreach: 'authentication/expired-is-460',
          life: 2,
        },
      ],
    },
    unserved: ['invited'],
    unreached: [{ command: 'tos_get', status: 'ok', reason: 'no life makes this call' }],
  };
};
