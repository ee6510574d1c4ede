import { describe, expect, it } from 'vitest';
import type { MockReply } from '../src/case/mock-server.ts';
import { loadChecks } from '../src/case/registry.ts';
import { membersOf } from '../src/misbehaviours/certificates/forgery.ts';
import { parseMisbehaviour, startMisbehaviours } from '../src/misbehaviours/parse.ts';
import { misbehaviours } from '../src/misbehaviours/table.ts';
import { withCorrectServer } from '../src/misbehaviours/with-correct-server.ts';
import { Cast } from '../src/people/cast.ts';
import { Random } from '../src/people/random.ts';
import { Instant } from '../src/wire/values.ts';
import { examplesOf } from './support/misbehaviours.ts';

const request = { method: 'POST', target: '/authenticated/Org', headers: [], body: new Uint8Array() };
const members = membersOf(new Cast(new Random('tests')), new Instant(0n));

describe('the table of misbehaviours', () => {
  it.each(misbehaviours)('$name=$parameter takes its examples and nothing else', (row) => {
    for (const value of examplesOf(row)) expect(row.make(value), value).toBeDefined();
    for (const value of ['', 'No Word', '-1e9', 'small-order-7', '99999999999', `${row.parameter}:`, 'x:y:z'])
      expect(row.make(value) === undefined || row.name === 'reply.reason', value).toBe(true);
  });

  it('names each parameter of a name once', () => {
    for (const { name, ...row } of misbehaviours)
      for (const value of examplesOf({ name, ...row })) {
        const takers = misbehaviours.filter((each) => each.name === name && each.make(value) !== undefined);
        expect(takers.length, `${name}=${value}`).toBe(1);
      }
  });

  it('has every requirement that a client check verifies, and no other', async () => {
    const verified = (await loadChecks()).flatMap(({ kind, requirements }) =>
      kind === 'client' ? requirements : [],
    );
    const provoked = misbehaviours.flatMap(({ requirements }) => requirements);
    const alone = withCorrectServer.map(({ requirement }) => requirement);
    expect(new Set([...provoked, ...alone])).toEqual(new Set(verified));
    expect(alone.filter((id) => provoked.includes(id))).toEqual([]);
    expect(new Set(alone).size).toBe(alone.length);
  });

  it('explains an unknown name, a wrong parameter and a wrong case', () => {
    expect(() => parseMisbehaviour('certificate.authr=unknown')).toThrow(
      'no misbehaviour is called "certificate.authr"',
    );
    expect(() => parseMisbehaviour('certificate.author=me')).toThrow(
      '"me" is not a parameter of certificate.author',
    );
    const hint = 'expected certificate.author=revoked:creates-a-user | revokes-a-user';
    expect(() => parseMisbehaviour('certificate.author=revoked:me')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining(hint) }),
    );
  });
});

describe('a misbehaviour', () => {
  const change = (text: string) => startMisbehaviours([parseMisbehaviour(text)]).answer;
  const ok = { reply: { status: 'ok', more: 1 } } satisfies MockReply;

  it('changes only what it names', () => {
    const call = { request, members, command: { cmd: 'user_create' } };
    expect(change('creation.status=dummy')(ok, call)).toEqual({ reply: { status: 'dummy' } });
    expect(change('creation.status=dummy')(ok, { ...call, command: { cmd: 'ping' } })).toBe(ok);
    const refused = { reply: { status: 'author_not_allowed' } };
    expect(change('creation.status=dummy')(refused, call)).toBe(refused);
  });

  it('counts requests', () => {
    const apply = change('http=503:2');
    const answers = [1, 2, 3].map(() => apply(ok, { request, members, command: {} }));
    expect(answers.map((answer) => Object(answer).status ?? 'honest')).toEqual([503, 503, 'honest']);
  });
});
