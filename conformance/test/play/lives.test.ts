import type { Mutant } from '@parsec-spec/reference-server/core';
import { describe, expect, test } from 'vitest';
import { runLives } from '../../self-test/run-lives.ts';

describe('generated lives', () => {
  test('do not contradict the model on the correct server', async () => {
    const { verdict, lives } = await runLives({}, { lives: 10 });
    expect(lives.counterexamples.map(({ requirement, story }) => [requirement.id, story])).toEqual([]);
    expect(lives).toMatchObject({ lives: 10, unconfirmed: [], unanswered: 0 });
    expect(verdict).toBe('pass');
    expect(lives.reached.filter(({ status }) => typeof status === 'string').length).toBeGreaterThan(45);
  });

  test('are the same for the same seed, however many are played at once', async () => {
    const [one, other] = [await runLives({}, { jobs: 1, lives: 4 }), await runLives({}, { lives: 4 })];
    expect(one.lives.reached).toEqual(other.lives.reached);
    expect(one.lives.calls).toBe(other.lives.calls);
    const { lives } = await runLives({}, { properties: { seed: 'another', lives: 4 } });
    expect(lives.reached).not.toEqual(one.lives.reached);
  });

  test('an interrupted run keeps what it has explored', async () => {
    const stop = new AbortController();
    let requests = 0;
    // It breaks no rule.
    const interrupting: Mutant = {
      name: 'authentication/token-form#interrupts',
      requirement: 'authentication/token-form',
      wrap: (handle) => (call) => {
        if (call.target.startsWith('/authenticated')) requests += 1;
        if (requests === 50) stop.abort();
        return handle(call);
      },
    };
    const properties = { seed: 'self-test', lives: 0, durationMs: 3_600_000 };
    const { verdict, lives } = await runLives({ mutants: [interrupting] }, { properties, stop: stop.signal });
    expect(verdict).toBe('none');
    expect(lives).toMatchObject({ counterexamples: [], unanswered: 0 });
    expect(lives).not.toHaveProperty('hindrance');
    expect(lives.calls).toBeGreaterThan(0);
  });

  test('a requirement of the baseline is not judged, and the others are', async () => {
    const known = { check: 'user_create/email-free', reason: 'known', owner: 'us', expiry: '2099-01-01' };
    const check = {
      id: known.check,
      kind: 'server' as const,
      requirements: ['user_create/email-free' as const],
      body: () => Promise.resolve(),
    };
    const { lives } = await runLives(
      { omit: ['user_create/email-free', 'authentication/frozen-is-462'] },
      { baseline: [{ ...known, observed: '`ok`' }], checks: [check], lives: 8 },
    );
    expect(lives.counterexamples).toMatchObject([
      { requirement: { id: 'authentication/frozen-is-462' }, asked: { command: 'organization_info' } },
    ]);
    expect(lives.waived).toEqual(['user_create/email-free']);
  });

  test('a defect that several lives meet at once gives one story', async () => {
    const { lives } = await runLives({ omit: ['user_create/email-free'] }, { lives: 8, jobs: 8 });
    const ids = lives.counterexamples.map(({ requirement }) => requirement.id);
    expect(ids).toEqual(['user_create/email-free']);
    const [first] = lives.counterexamples;
    expect(first?.story.calls.length).toBeLessThan(4);
    expect(first).not.toHaveProperty('isUnshrunk');
  });

  test('a story without time to be shrunk says so', async () => {
    const properties = { seed: 'self-test', lives: 8, shrinkMs: 0 };
    const { lives } = await runLives({ omit: ['user_create/email-free'] }, { properties });
    expect(lives.counterexamples).toMatchObject([{ isUnshrunk: true }]);
  });
});
