import { describe, expect, test } from 'vitest';
import { loadChecks } from '../../src/case/registry.ts';
import { renamedChecks } from '../../src/runner/renamed-checks.ts';
import { suggest } from '../../src/runner/suggest.ts';

const ids = new Set((await loadChecks()).map(({ id }) => id));

describe('checks that were renamed', () => {
  test.each([...renamedChecks])('%s is no check, and its successors are', (old, successors) => {
    expect(ids.has(old)).toBe(false);
    expect(successors).not.toEqual([]);
    expect(successors.filter((id) => !ids.has(id))).toEqual([]);
  });

  test('an old id is answered with its successors', () => {
    expect(suggest('encoding/identifier-length#token', [...ids])).toBe(
      '`encoding/identifier-length#token` is now called encoding/identifier-length#organization-bootstrap',
    );
  });

  test('another unknown id is answered with the nearest ids', () => {
    expect(suggest('encoding/field-typ', ['encoding/field-type'])).toBe('did you mean encoding/field-type?');
  });
});
