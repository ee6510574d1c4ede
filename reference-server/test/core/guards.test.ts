import { requirements } from '@parsec-spec/spec/requirements';
import { expect, test } from 'vitest';
import { guardedRequirements } from '../../src/core/guards.ts';
import { TestServer } from '../support/test-server.ts';

const known = new Set<string>(requirements.map(({ id }) => id));

test('each guard keeps a requirement that exists', () => {
  expect(guardedRequirements.filter((id) => !known.has(id))).toEqual([]);
});

test('omitting a requirement that no guard keeps is an error', () => {
  expect(() => new TestServer({ omit: ['transport/root-answers'] })).toThrow(
    'no guard keeps transport/root-answers',
  );
});
