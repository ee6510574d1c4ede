// TYPES-01 to TYPES-04, TYPES-08, TYPES-11, TYPES-12: accepted texts, and the nearest texts that
// are refused.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Uuid } from '../../src/codec/index.ts';
import {
  accessToken,
  accessTokenText,
  activeUsersLimit,
  deviceLabel,
  humanHandle,
  humanLabel,
  organizationId,
  printable,
  redactedDeviceLabel,
  redactedHumanHandle,
  samePerson,
  userProfile,
  visible,
} from '../../src/scalars/index.ts';

const verdict = (read: { ok: boolean; reason?: string }): string => (read.ok ? 'ok' : (read.reason ?? ''));

describe('characters that nobody sees', () => {
  test.each([
    ...'\u0000\u007f\u0085\u2028\u2029\u00ad\u034f\u061c\u115f\u17b4\u200b\u200e\u202e\u2060\u2064\u2069',
    ...'\u3164\ufeff\uffa0\ufff9\u{e0001}\u{e0061}\u{1bca0}\u{1d173}',
    // Nothing before them takes a shape by them.
    ...'\u200c\u200d\ufe0f\u{e0100}\u180e',
  ])('are replaced where they are shown, and refused where a name is typed: %j', (character) => {
    for (const before of ['Al', 'Ив', 'Νί', ' ', '👩\u200d', '']) {
      const text = `${before}${character}ice`;
      expect(printable(text)).toBe(`${before}\ufffdice`);
      expect(visible(humanLabel)(text)).toMatchObject({ ok: false, reason: 'character' });
      expect(humanLabel(text)).toMatchObject({ ok: true });
    }
  });

  test.each([
    'Zoë O’Brien-Łuć',
    'می\u200cخواهم',
    'क्\u200dष',
    'ශ්\u200dරී',
    'ᠰᠠᠷ\u180eᠠ',
    '葛\u{e0100}城',
    '👩🏽\u200d💻 ❤\ufe0f\u200d🔥 1\ufe0f⃣',
  ])('are none of those that shape the letter or emoji before them: %s', (text) => {
    expect(printable(text)).toBe(text);
    expect(visible(deviceLabel)(text)).toEqual(deviceLabel(text));
  });
});

describe('organization identifiers', () => {
  test.each([
    ['This_one_is_exactly_32_char_long', 'ok'],
    ['hello-World', 'ok'],
    ['康熙帝', 'ok'],
    ['a', 'ok'],
    ['٣', 'ok'],
    ['a\u200d', 'ok'],
    ['', 'empty'],
    ['This_one_is_exactly_33_char_long_', 'too-long'],
    ['é'.repeat(16), 'ok'],
    ['é'.repeat(17), 'too-long'],
    ['é'.repeat(32), 'too-long'],
    ['F~o', 'character'],
    ['f o', 'character'],
    ['f/o', 'character'],
    ['f.o', 'character'],
    ['½', 'character'],
    ['a\ud800', 'character'],
    ['a'.repeat(1_000_000), 'too-long'],
  ])('%.40s: %s', (text, expected) => expect(verdict(organizationId(text))).toBe(expected));

  test('are equal in composed and decomposed letters, and measured in composed ones', () => {
    expect(organizationId('e\u0301t\u00e9')).toEqual({ ok: true, value: '\u00e9t\u00e9' });
    expect(organizationId('e\u0301'.repeat(16))).toEqual({ ok: true, value: '\u00e9'.repeat(16) });
  });
});

describe('labels', () => {
  test.each([
    [deviceLabel, 255],
    [humanLabel, 254],
  ])('%o takes 1 to %i bytes', (read, most) => {
    for (const length of [1, 200, most]) expect(verdict(read('x'.repeat(length)))).toBe('ok');
    expect(verdict(read(''))).toBe('empty');
    expect(verdict(read('x'.repeat(most + 1)))).toBe('too-long');
    expect(verdict(read(`${'x'.repeat(most - 2)}康`))).toBe('too-long');
    expect(verdict(read(`${'x'.repeat(most - 3)}康`))).toBe('ok');
    expect(read('e\u0301')).toEqual({ ok: true, value: '\u00e9' });
    expect(verdict(read('a\udc00'))).toBe('character');
  });

  test('of people have ten forbidden characters, of devices none', () => {
    for (const character of '<>@,:;\\"[]') {
      expect(verdict(humanLabel(`a${character}b`))).toBe('character');
      expect(verdict(deviceLabel(`a${character}b`))).toBe('ok');
    }
    for (const name of ['Zoë (home)', "O'Brien", '\u0000', ' ', '康熙帝', 'a\tb'])
      expect(verdict(humanLabel(name))).toBe('ok');
  });
});

test('a refused human handle names the wrong half; the e-mail alone identifies the person', () => {
  expect(humanHandle('a@b.c', 'Zoe\u0308')).toEqual({ ok: true, value: ['a@b.c', 'Zo\u00eb'] });
  expect(humanHandle('a', 'A')).toMatchObject({ ok: false, reason: 'email/no-address' });
  expect(humanHandle('a@b', '')).toMatchObject({ ok: false, reason: 'label/empty' });
  expect(samePerson(['a@b', 'A'], ['a@b', 'Other'])).toBe(true);
  expect(samePerson(['a@b', 'A'], ['A@b', 'A'])).toBe(false);
});

test('the substitutes for redacted fields are not valid handles', () => {
  const id = Uuid.parse('808c0010-0000-0000-0000-000000000000') ?? expect.unreachable();
  const [email, label] = redactedHumanHandle(id);
  expect([email, label]).toEqual([
    '808c0010000000000000000000000000@redacted.invalid',
    '808c0010000000000000000000000000',
  ]);
  expect(redactedDeviceLabel(id)).toBe('808c0010000000000000000000000000');
  expect(humanHandle(email, label)).toMatchObject({ ok: false, reason: 'email/redacted-domain' });
});

test('tokens are written as 32 hexadecimal digits and read in either case', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (token) => {
      const text = accessTokenText(token);
      expect(accessToken(text)).toEqual({ ok: true, value: token });
      expect(accessToken(text.toUpperCase())).toEqual({ ok: true, value: token });
    }),
  );
  const dashed = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa';
  for (const text of ['a'.repeat(31), 'a'.repeat(33), 'g'.repeat(32), dashed, '']) {
    expect(verdict(accessToken(text))).toBe('no-token');
  }
});

test('profiles are spelt exactly', () => {
  expect(
    ['ADMIN', 'STANDARD', 'OUTSIDER', 'admin', 'OWNER', ''].map((text) => verdict(userProfile(text))),
  ).toEqual(['ok', 'ok', 'ok', 'no-profile', 'no-profile', 'no-profile']);
});

test('active-user limits: null and 0 to 2^64 - 1', () => {
  for (const limit of [null, 0, 1, 2 ** 31 - 1, 2 ** 53 - 1]) {
    expect(activeUsersLimit(limit)).toEqual({ ok: true, value: limit });
  }
  expect(activeUsersLimit(2n ** 64n - 1n)).toEqual({ ok: true, value: 2n ** 64n - 1n });
  expect(activeUsersLimit(2 ** 60)).toEqual({ ok: true, value: 2n ** 60n });
  for (const limit of [-1, 1.5, '1', 2 ** 65, 2 ** 64, 2n ** 64n, undefined, true, Number.NaN, [], {}]) {
    expect(verdict(activeUsersLimit(limit))).toBe('no-limit');
  }
});
