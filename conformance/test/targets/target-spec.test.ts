import { expect, test } from 'vitest';
import { parseTargetSpec } from '../../src/targets/target-spec.ts';

test('each form of a target is distinguished', () => {
  expect(parseTargetSpec('memory:reference')).toEqual({ kind: 'memory', name: 'reference' });
  expect(parseTargetSpec('client:reference')).toEqual({ kind: 'client', name: 'reference' });
  expect(parseTargetSpec('http://127.0.0.1:6777')).toEqual({ kind: 'url', address: 'http://127.0.0.1:6777' });
  expect(parseTargetSpec('https://Example.org/')).toEqual({ kind: 'url', address: 'https://example.org' });
  expect(parseTargetSpec('image:parsec-cloud:3.10.0')).toEqual({
    kind: 'image',
    image: 'parsec-cloud:3.10.0',
  });
  expect(parseTargetSpec('cmd: a "b c" --port {port}')).toEqual({
    kind: 'cmd',
    command: 'a "b c" --port {port}',
  });
});

test.each([
  '',
  'nonsense',
  'memory:other',
  'client:',
  'cmd:',
  'cmd: ',
  'image:',
  'image:a b',
  'ftp://x',
  'http://h/path',
  'http://h?q',
  'http://u:p@h',
  'http://',
])('%j is refused as wrong usage, and the error lists the valid forms', (text) => {
  expect(() => parseTargetSpec(text)).toThrow(
    expect.objectContaining({ code: 'usage', hint: expect.stringContaining("cmd:'COMMAND'") }),
  );
});

test('credentials in an address are not repeated', () => {
  expect(() => parseTargetSpec('http://me:hunter2@h/')).toThrow(/^(?!.*hunter2).*only scheme, host and port/);
});

test.each([
  ['localhost:6777', 'http://localhost:6777'],
  ['127.0.0.1:6777/', 'http://127.0.0.1:6777'],
  ['[::1]:6777', 'http://[::1]:6777'],
  ['localhost', 'http://localhost'],
])('%s is answered with the whole address', (text, address) => {
  expect(() => parseTargetSpec(text)).toThrow(`"${text}" is not a target. Did you mean ${address}?`);
});

test.each(['nonsense', 'host:99999', 'memory', 'a b:80'])('%s is answered without a guess', (text) => {
  expect(() => parseTargetSpec(text)).toThrow(/is not a target\.$/);
});
