import { expect, test } from 'vitest';
import { verifies } from '../../src/judge/verifies.ts';

const id = 'organization_bootstrap/token-works-once';
const pass = async () => undefined;

test('a second check of one id is refused, unless it has a case', () => {
  verifies(id, pass);
  expect(() => verifies(id, pass)).toThrow(
    expect.objectContaining({ code: 'duplicate-check', hint: expect.stringContaining('case') }),
  );
  verifies(id, { case: 'another' }, pass);
});

test('a check of a requirement that does not exist is refused', () => {
  const unknown = 'organization_bootstrap/token-works-twice' as typeof id;
  const error = { code: 'unknown-requirement', message: expect.stringContaining(unknown) };
  expect(() => verifies(unknown, pass)).toThrow(expect.objectContaining(error));
  expect(() => verifies([id, unknown], { case: 'both' }, pass)).toThrow(expect.objectContaining(error));
});
