import { expect, test } from 'vitest';
import { newRecord } from '../../src/judge/check-record.ts';
import { failedUnserved } from '../../src/runner/needs.ts';
import type { CheckRun } from '../../src/runner/run-check.ts';
import { defaultCapabilities } from '../../src/targets/capabilities.ts';
import { encode } from '../../src/wire/encode.ts';
import { Exchange } from '../../src/wire/exchange.ts';
import { Secrets } from '../../src/wire/secrets.ts';

const failedAt = (target: string, state: 'broken' | 'held' = 'broken', cmd = 'ping'): CheckRun => {
  const request = { method: 'POST', target, headers: [], body: encode({ cmd }) };
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
    const served = { accounts: true, families: all };
    const others = { ...served, families: all.filter((each) => each !== family) };
    expect(failedUnserved(failedAt(target), others)).toContain(`serves no \`${family}\``);
    expect(failedUnserved(failedAt(target), served)).toBeUndefined();
    expect(failedUnserved(failedAt(target, 'held'), others)).toBeUndefined();
  },
);

test('a path outside all command families is judged', () => {
  for (const target of ['/', '/administration/organizations', '/authenticated', '/anonymous_servers'])
    expect(failedUnserved(failedAt(target), { accounts: true, families: [] })).toBeUndefined();
});

test('a check that failed in a command of the sign-up is not judged if there are no accounts', () => {
  const { families } = defaultCapabilities;
  const [signUp, ping] = (['account_create_proceed', 'ping'] as const).map((cmd) =>
    failedAt('/anonymous_server', 'broken', cmd),
  );
  if (signUp === undefined || ping === undefined) expect.unreachable();
  expect(failedUnserved(signUp, { accounts: false, families })).toContain('no accounts');
  expect(failedUnserved(signUp, { accounts: true, families })).toBeUndefined();
  expect(failedUnserved(ping, { accounts: false, families })).toBeUndefined();
});
