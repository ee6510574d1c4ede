import { expect, test } from 'vitest';
import { newRecord } from '../../src/judge/check-record.ts';
import { failedUnserved } from '../../src/runner/needs.ts';
import type { CheckRun } from '../../src/runner/run-check.ts';
import { Exchange } from '../../src/wire/exchange.ts';
import { Secrets } from '../../src/wire/secrets.ts';

const failedAt = (target: string, state: 'broken' | 'held' = 'broken'): CheckRun => {
  const request = { method: 'POST', target, headers: [], body: new Uint8Array() };
  const exchange = new Exchange(request, { status: 404, headers: [], body: new Uint8Array() }, 1);
  const record = newRecord(new Secrets());
  record.keep(exchange);
  return { finding: { state }, exchange, record, endedAt: 1, durationMs: 1, logs: [] };
};

test.each([
  ['/authenticated/Org/tos', 'tos'],
  ['/authenticated/Org/tos?x', 'tos'],
  ['/authenticated/Org', 'authenticated'],
  ['/authenticated/Org/events', 'authenticated'],
  ['/invited/Org', 'invited'],
  ['/anonymous/Org', 'anonymous'],
  ['/anonymous_server', 'anonymous_server'],
] as const)(
  'a check that failed on %s used the family %s, and is not judged if that is not served',
  (target, family) => {
    const all = ['anonymous', 'anonymous_server', 'authenticated', 'invited', 'tos'] as const;
    const others = all.filter((each) => each !== family);
    expect(failedUnserved(failedAt(target), others)).toBe(family);
    expect(failedUnserved(failedAt(target), all)).toBeUndefined();
    expect(failedUnserved(failedAt(target, 'held'), others)).toBeUndefined();
  },
);

test('a path outside all command families is judged', () => {
  for (const target of ['/', '/administration/organizations', '/authenticated', '/anonymous_servers'])
    expect(failedUnserved(failedAt(target), [])).toBeUndefined();
});
