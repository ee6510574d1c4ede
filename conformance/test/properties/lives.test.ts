import { describe, expect, test } from 'vitest';
import { livesOn } from './broken-memory-server.ts';

describe('generated lives', () => {
  test('do not contradict the model on the correct server', async () => {
    const { verdict, lives } = await livesOn({});
    expect(lives.counterexamples.map(({ requirement, story }) => [requirement.id, story])).toEqual([]);
    expect(lives).toMatchObject({ lives: 24, unconfirmed: [], unanswered: 0 });
    expect(verdict).toBe('pass');
    expect(lives.reached.filter(({ status }) => typeof status === 'string').length).toBeGreaterThan(45);
  }, 120_000);

  test('are the same for the same seed, however many are played at once', async () => {
    const [one, other] = [await livesOn({}, { jobs: 1, lives: 10 }), await livesOn({}, { lives: 10 })];
    expect(one.lives.reached).toEqual(other.lives.reached);
    expect(one.lives.calls).toBe(other.lives.calls);
    const { lives } = await livesOn({}, { lives: 10, properties: { seed: 'another', lives: 10 } });
    expect(lives.reached).not.toEqual(one.lives.reached);
  }, 120_000);

  test.each([
    ['user_create/email-free', 2],
    ['greeting/attempt-joined', 4],
    ['invite_new_user/claimer-not-enrolled', 2],
    ['user_update/later-than-last', 4],
    ['user_update/by-author', 4],
    ['terms-of-service/pending-is-463', 3],
    ['organization_create/bootstrapped-is-refused', 1],
  ] as const)(
    'a server without %s contradicts the model in at most %i calls',
    async (omitted, calls) => {
      const { verdict, lives } = await livesOn({ omit: [omitted] }, { lives: 96, failFast: true });
      expect(verdict).toBe('fail');
      expect(lives.counterexamples.map(({ requirement }) => requirement.id)).toEqual([omitted]);
      expect(lives.counterexamples[0]?.story.calls.length).toBeLessThanOrEqual(calls);
    },
    120_000,
  );

  test('an interrupted run keeps what it has explored', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 2000);
    const properties = { seed: 'self-test', lives: 0, durationMs: 60_000 };
    const { verdict, lives } = await livesOn({}, { properties, stop: stop.signal });
    expect(verdict).toBe('none');
    expect(lives).toMatchObject({ counterexamples: [], unanswered: 0 });
    expect(lives).not.toHaveProperty('hindrance');
    expect(lives.calls).toBeGreaterThan(0);
  }, 120_000);

  test('a requirement of the baseline is not judged, and the others are', async () => {
    const known = { check: 'user_create/email-free', reason: 'known', owner: 'us', expiry: '2099-01-01' };
    const check = {
      id: known.check,
      kind: 'server' as const,
      requirements: ['user_create/email-free' as const],
      body: () => Promise.resolve(),
    };
    const { lives } = await livesOn(
      { omit: ['user_create/email-free', 'user_revoke/revoked-once'] },
      { baseline: [{ ...known, observed: '`ok`' }], checks: [check], lives: 96 },
    );
    expect(lives.counterexamples.map(({ requirement }) => requirement.id)).toEqual([
      'user_revoke/revoked-once',
    ]);
    expect(lives.waived).toEqual(['user_create/email-free']);
  }, 120_000);
});
