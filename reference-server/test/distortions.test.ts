import { requirements } from '@parsec-spec/spec/requirements';
import { describe, expect, test } from 'vitest';
import { guardedRequirements } from '../src/core/index.ts';
import { distortions } from '../src/distortions/index.ts';
import { found } from './founding.ts';
import { House, organizationInfo, outcomeOf } from './house.ts';

const known = new Set<string>(requirements.map(({ id }) => id));

test('distortions have names of their own and break requirements that exist', () => {
  expect(new Set(distortions.map(({ name }) => name)).size).toBe(distortions.length);
  expect(distortions.filter(({ requirement }) => !known.has(requirement))).toEqual([]);
});

test('each guard keeps a requirement that exists', () => {
  expect(guardedRequirements.filter((id) => !known.has(id))).toEqual([]);
});

test('a requirement that no guard keeps cannot be left out by mistake', () => {
  expect(() => new House({ omit: ['transport/root-answers'] })).toThrow(
    'no guard keeps transport/root-answers',
  );
});

describe('a distorted server', () => {
  test.each(distortions.map((one) => [one.name, one] as const))(
    '%s breaks no more than it must: it starts and answers',
    async (_, distortion) => {
      const house = new House({ distort: [distortion], config: { debug: true } });
      const { id, token } = await house.organization();
      const founding = found(token);
      const replies = [
        await house.administer('GET', `/organizations/${id}`),
        await house.bootstrap(id, founding),
        await house.authenticated(id, founding, organizationInfo),
        await house.administer('GET', '/stats'),
        await house.exchange({ method: 'GET', target: '/', headers: [] }),
      ];
      expect(replies.filter(({ status }) => status >= 500)).toEqual([]);
      // Whatever is bent, most of a day's work goes on.
      expect(replies.filter((reply) => reply.status === 200).length).toBeGreaterThanOrEqual(2);
      expect(outcomeOf(replies[3] as (typeof replies)[number])).toBe(200);
    },
  );
});
