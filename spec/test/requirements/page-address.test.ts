import { expect, test } from 'vitest';
import { requirements } from '../../src/requirements/index.ts';
import { ruleAddress, rulePage } from '../../src/requirements/page-address.ts';

test('a page of a requirement is a folder on a web host, and a file elsewhere', () => {
  expect(rulePage('https://parsec.example.org/spec/', 'ping/answers')).toBe(
    'https://parsec.example.org/spec/r/ping/answers/',
  );
  expect(rulePage('../', 'BOOT-09')).toBe('../r/BOOT-09/index.html');
});

test('the URL of each page leads to its folder', () => {
  for (const id of [...requirements.flatMap(({ id, row }) => [id, row]), 'a b/c#d?e%f']) {
    const { pathname } = new URL(rulePage('https://parsec.example.org/', id));
    expect(decodeURIComponent(pathname)).toBe(`/${ruleAddress(id)}/`);
  }
});
