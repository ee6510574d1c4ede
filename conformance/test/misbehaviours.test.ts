import { describe, expect, it } from 'vitest';
import type { MockReply } from '../src/case/mock-server.ts';
import { loadChecks } from '../src/case/registry.ts';
import { applyMisbehaviours, parseMisbehaviour } from '../src/misbehaviours/parse.ts';
import { misbehaviours } from '../src/misbehaviours/table.ts';

const request = { method: 'POST', target: '/authenticated/Org', headers: [], body: new Uint8Array() };

/** Values that each misbehaviour takes. */
const examples: Readonly<Record<string, readonly string[]>> = {
  'reply.status': ['dummy'],
  'reply.reason': ['the moon is in the way'],
  'creation.status': ['author_not_allowed'],
  'bootstrap.status': ['invalid_bootstrap_token'],
  http: ['403', '503'],
  'http.unavailable': ['2'],
  version: ['7.31;8.14'],
  'version.reply': ['6.0'],
  clock: ['3600', '-3600'],
  'greeting.key': ['other', 'small-order-0', 'small-order-6'],
};

const examplesOf = (name: string, parameter: string): readonly string[] =>
  examples[name] ?? parameter.split(' | ');

describe('the table of misbehaviours', () => {
  it.each(misbehaviours)('$name takes its examples and nothing else', ({ name, parameter, make }) => {
    for (const value of examplesOf(name, parameter)) expect(make(value), value).toBeTypeOf('function');
    for (const value of ['', 'No Word', '-1e9', 'small-order-7', '1001'])
      expect(make(value) === undefined || name === 'reply.reason' || name === 'clock', value).toBe(true);
  });

  it('names requirements that a client check verifies, and each name once', async () => {
    const verified = (await loadChecks()).flatMap(({ kind, requirements }) =>
      kind === 'client' ? requirements : [],
    );
    for (const { requirements } of misbehaviours)
      for (const id of requirements) expect(verified).toContain(id);
    expect(new Set(misbehaviours.map(({ name }) => name)).size).toBe(misbehaviours.length);
  });

  it('explains an unknown name and a wrong parameter', () => {
    expect(() => parseMisbehaviour('certificate.authr=unknown')).toThrow(
      'no misbehaviour is called "certificate.authr"',
    );
    expect(() => parseMisbehaviour('certificate.author=me')).toThrow(
      '"me" is not a parameter of certificate.author',
    );
  });
});

describe('a misbehaviour', () => {
  const change = (text: string) => applyMisbehaviours([parseMisbehaviour(text)]);
  const ok = { reply: { status: 'ok', more: 1 } } satisfies MockReply;

  it('changes only what it names', () => {
    const call = { request, command: { cmd: 'user_create' } };
    expect(change('creation.status=dummy')(ok, call)).toEqual({ reply: { status: 'dummy' } });
    expect(change('creation.status=dummy')(ok, { request, command: { cmd: 'ping' } })).toBe(ok);
    const refused = { reply: { status: 'author_not_allowed' } };
    expect(change('creation.status=dummy')(refused, call)).toBe(refused);
  });

  it('counts requests', () => {
    const apply = change('http.unavailable=2');
    const answers = [1, 2, 3].map(() => apply(ok, { request, command: {} }));
    expect(answers.map((answer) => Object(answer).status ?? 'honest')).toEqual([503, 503, 'honest']);
  });
});
