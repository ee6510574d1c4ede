import { requirements } from '@parsec-spec/spec/requirements';
import { describe, expect, test } from 'vitest';
import { SelectionError, selectChecks } from '../../src/runner/select.ts';
import { nearest, suggest } from '../../src/runner/suggest.ts';
import { sampleCheck } from '../support/sample-check.ts';

const catalogue = new Map(requirements.map((requirement) => [requirement.id as string, requirement]));
const checks = [
  sampleCheck('organization_bootstrap/token-works-once'),
  sampleCheck('organization_bootstrap/one-winner', { case: 'rising' }),
  sampleCheck('authentication/four-parts'),
];
const select = (only: string[], except: string[] = []) =>
  selectChecks(checks, catalogue, { only, except }).map(({ id }) => id);

describe('selection of checks', () => {
  test.each([
    ['nothing: all', [], [], 3],
    ['a section', ['BOOT'], [], 2],
    ['a section in lower case', ['boot'], [], 2],
    ['a row', ['BOOT-09'], [], 1],
    ['rows by glob', ['BOOT-{09,11}'], [], 2],
    ['an id', ['authentication/four-parts'], [], 1],
    ['ids by glob', ['organization_bootstrap/*'], [], 2],
    ['a requirement, whatever the case', ['organization_bootstrap/one-winner'], [], 1],
    ['a check by its whole id', ['organization_bootstrap/one-winner#rising'], [], 1],
    ['two patterns', ['AUTH', 'BOOT-09'], [], 2],
    ['a section but for a row', ['BOOT'], ['BOOT-09'], 1],
    ['all but a section', [], ['AUTH'], 2],
  ])('%s: only the matching checks are selected', (_, only, except, count) => {
    expect(select(only, except)).toHaveLength(count);
  });

  test('`*` matches within one segment of an id', () => {
    expect(() => select(['*four-parts'])).toThrow(SelectionError);
    expect(select(['**/four-parts'])).toEqual(['authentication/four-parts']);
  });

  test('the nearest names are listed once each', () => {
    expect(nearest('tso', ['TOS', 'TOS', 'TOS', 'KEYS', 'BOOT'])).toEqual(['TOS']);
    expect(nearest('BOOT-99', ['BOOT-09', 'BOOT-90', 'USER-09', 'BOOT-10', 'BOOT-11'])).toHaveLength(3);
  });

  test.each([
    ['a typing error in the last segment', 'token-works-onec'],
    ['a part of an id', 'works-once'],
    ['an id with a wrong end', 'organization_bootstrap/token-works'],
  ])('%s is close', (_, name) => {
    const id = 'organization_bootstrap/token-works-once';
    expect(nearest(name, ['user_create/author-is-admin', id])).toEqual([id]);
  });

  test.each(['xyzzy', 'a/b', 'frobnicate', ''])('nothing is close to `%s`', (name) => {
    expect(nearest(name, ['BOOT', 'organization_bootstrap/token-works-once', 'BOOT-09', 'TOS'])).toEqual([]);
    expect(suggest(name, ['BOOT'])).toBe('');
    expect(suggest(name, ['BOOT'], 'see the list')).toBe('see the list');
  });

  test.each(['organization_bootstrap', 'authentication'])(
    '`%s` suggests the pattern of all its checks',
    (name) => {
      expect(() => select([name])).toThrow(expect.objectContaining({ hint: `did you mean '${name}/*'?` }));
    },
  );

  test('a pattern that matches nothing suggests the nearest ids', () => {
    expect(() => select([''])).toThrow(/the pattern `` matches no check/);
    expect(() => select(['organization_bootstrap/token-works-twice'])).toThrow(
      /`organization_bootstrap\/token-works-twice` matches no check/,
    );
    try {
      select([], ['BOOTT']);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        code: 'nothing-selected',
        hint: expect.stringContaining('BOOT'),
      });
    }
  });

  test('patterns that match nothing are reported too', () => {
    expect(() => select(['BOOT'], ['BOOT'])).toThrow(/no check is left/);
  });
});
