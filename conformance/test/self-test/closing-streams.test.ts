import { expect, test } from 'vitest';
import { closesOnProfileChange } from '../../checks/commands/events_listen/profile-change/mutants.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import { runChecks } from '../support/mutant.ts';

// Clients resume such a stream after the last event, so nothing is lost.
test('a server that closes the streams of a user whose profile changes gets notes', {
  timeout: 120_000,
}, async () => {
  const checks = (await loadChecks()).filter(({ requirements }) =>
    requirements.some((id) =>
      ['events_listen/profile-change-loses-nothing', 'events_listen/invitation-audience'].includes(id),
    ),
  );
  const done = await runChecks(checks, { mutants: [closesOnProfileChange] });
  const red = done.filter(({ outcome }) => !['pass', 'note'].includes(outcome));
  expect(red.map(({ check, message }) => `${check}: ${message}`)).toEqual([]);
  expect(done.filter(({ outcome }) => outcome === 'note').length).toBeGreaterThan(10);
});
