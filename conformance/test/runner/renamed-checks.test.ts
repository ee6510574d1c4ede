import { describe, expect, test } from 'vitest';
import { loadChecks } from '../../src/judge/registry.ts';
import { renamedChecks, replacedChecks } from '../../src/runner/renamed-checks.ts';
import { suggest } from '../../src/runner/suggest.ts';

const ids = new Set((await loadChecks()).map(({ id }) => id));

describe('checks that were renamed', () => {
  test('each old id is no check, and its successors are', () => {
    const wrong = [...renamedChecks].filter(
      ([old, successors]) =>
        ids.has(old) || successors.length === 0 || successors.some((successor) => !ids.has(successor)),
    );
    expect(wrong).toEqual([]);
  });

  test('an old id is answered with its successors', () => {
    const renamed = new Map([['gate/opens#old', ['gate/opens#one', 'gate/opens#two']]]);
    expect(suggest('gate/opens#old', ['gate/opens#one'], '', renamed)).toBe(
      '`gate/opens#old` is now called gate/opens#one, gate/opens#two',
    );
  });

  test('a deleted id is no check, and its requirement keeps one that it is answered with', () => {
    const wrong = replacedChecks.filter(
      ({ requirement, cases, remains }) =>
        cases.some((one) => ids.has(`${requirement}#${one}`)) || !ids.has(`${requirement}#${remains}`),
    );
    expect(wrong).toEqual([]);
    expect(suggest('user_create/email-free#of-frozen', [...ids])).toBe(
      '`user_create/email-free#of-frozen` was deleted: use `properties`, the generated lives, or user_create/email-free#other-label',
    );
  });

  test('another unknown id is answered with the nearest ids', () => {
    expect(suggest('encoding/field-typ', ['encoding/field-type'])).toBe('did you mean encoding/field-type?');
  });
});
