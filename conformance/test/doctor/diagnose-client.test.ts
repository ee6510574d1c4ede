import { expect, it } from 'vitest';
import recorded from '../../clients/acts.json' with { type: 'json' };
import { diagnoseClient } from '../../src/doctor/diagnose-client.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import { ACTS } from '../../src/targets/client/client-driver.ts';

const checks = await loadChecks();
const client = { client: 'my-client/1', opensForeignFiles: false, cheapPasswords: false };

it('every client check has recorded acts: npm run record-acts -w @parsec-spec/conformance', () => {
  const ids = checks.filter(({ kind }) => kind === 'client').map(({ id }) => id);
  expect(ids.filter((id) => !(id in recorded))).toEqual([]);
  expect(Object.keys(recorded).filter((id) => !ids.includes(id))).toEqual([]);
});

it('a client with all acts can be judged whole', () => {
  const { checks: counts, requirements, missing } = diagnoseClient({ ...client, acts: ACTS }, checks);
  expect(counts.runnable).toBe(counts.all);
  expect(requirements.judged).toBe(requirements.all);
  expect(missing).toEqual([]);
});

it('a client with few acts: names what cannot be judged', () => {
  const diagnosis = diagnoseClient({ ...client, acts: ['bootstrap', 'logIn'] }, checks);
  expect(diagnosis.checks.runnable).toBeGreaterThan(20);
  expect(diagnosis.checks.runnable).toBeLessThan(diagnosis.checks.all / 2);
  const lost = diagnosis.missing.find(({ act }) => act === 'watch')?.requirements;
  expect(lost).toEqual(
    expect.arrayContaining(['events/client-reconnects', 'events/client-fetches-what-it-missed']),
  );
  const foreign = diagnoseClient(
    { ...client, acts: ['bootstrap', 'logIn'], opensForeignFiles: true },
    checks,
  );
  expect(foreign.checks.runnable).toBeGreaterThan(diagnosis.checks.runnable);
});
