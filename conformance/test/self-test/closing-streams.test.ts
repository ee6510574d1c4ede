import { expect, test } from 'vitest';
import { closesOnProfileChange } from '../../checks/commands/events_listen/profile-change/mutants.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import { drawn } from '../support/drawn.ts';
import { runChecks } from '../support/mutant.ts';

const requirement = 'events_listen/profile-change-loses-nothing';

// Clients resume such a stream after the last event, so nothing is lost.
test.each(drawn([requirement], String))('%s: a server that closes the streams gets notes', async (own) => {
  const checks = (await loadChecks()).filter(({ requirements }) =>
    requirements.some((id) => [own, 'events_listen/invitation-audience'].includes(id)),
  );
  const done = await runChecks(checks, { mutants: [closesOnProfileChange] });
  const red = done.filter(({ outcome }) => !['pass', 'note'].includes(outcome));
  expect(red.map(({ check, message }) => `${check}: ${message}`)).toEqual([]);
  expect(done.filter(({ outcome }) => outcome === 'note').length).toBeGreaterThan(5);
});
