import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadChecks } from '../../src/judge/registry.ts';
import { commandClient } from '../../src/targets/client/client-drivers.ts';
import { isDrawn } from '../support/drawn.ts';
import { judged } from '../support/judged.ts';

const reference = fileURLToPath(new URL('../../clients/reference-client.ts', import.meta.url));
const families =
  /^(links|client-greeting\/(code|wrong)|terms-of-service|client-certificates\/author-is|events\/client-fetches)/;
const all = (await loadChecks()).filter(({ kind, id }) => kind === 'client' && families.test(id));

test('the reference client passes the checks as a program of its own, too', async () => {
  expect(all.length).toBeGreaterThan(40);
  // The first one too, because a draw may contain none.
  const checks = all.filter(({ id }, index) => index === 0 || isDrawn(id));
  const client = {
    address: 'client:reference',
    driver: await commandClient(`'${process.execPath}' '${reference}'`),
  };
  const done = await judged({ client, checks, seed: '1', run: '000000', again: false });
  const red = done.filter(({ outcome }) => outcome !== 'pass');
  expect(red.map(({ check, message }) => `${check}: ${message}`)).toEqual([]);
  expect(done.length).toBe(checks.length);
});
