import { describe, expect, it } from 'vitest';
import type { MockReply } from '../../src/judge/mock-server.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import { Cast } from '../../src/people/cast.ts';
import { makeCertificate } from '../../src/people/certificates.ts';
import { SigningKey } from '../../src/people/keys.ts';
import { Random } from '../../src/people/random.ts';
import { membersOf } from '../../src/played-server/misbehaviours/certificates/forgery.ts';
import { withCorrectServer } from '../../src/played-server/misbehaviours/correct-server-requirements.ts';
import {
  parseMisbehaviour,
  startMisbehaviours,
} from '../../src/played-server/misbehaviours/parse-misbehaviour.ts';
import { misbehaviours } from '../../src/played-server/misbehaviours/table.ts';
import { Id, Instant } from '../../src/wire/values.ts';
import { examplesOf } from '../support/misbehaviours.ts';

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
  const change = (text: string) => {
    const { answer } = startMisbehaviours([parseMisbehaviour(text)]);
    return (honest: MockReply, call: Parameters<typeof answer>[1]) => answer(() => honest, call);
  };
  const ok = { reply: { status: 'ok', more: 1 } } satisfies MockReply;

  it('changes only what it names', async () => {
    const call = { request, members, command: { cmd: 'user_create' } };
    expect(await change('creation.status=dummy')(ok, call)).toEqual({ reply: { status: 'dummy' } });
    expect(await change('creation.status=dummy')(ok, { ...call, command: { cmd: 'ping' } })).toBe(ok);
    const refused = { reply: { status: 'author_not_allowed' } };
    expect(await change('creation.status=dummy')(refused, call)).toBe(refused);
  });

  it('tells each time that it changes an answer, and no other time', async () => {
    const told: string[] = [];
    const chosen = ['creation.status=dummy', 'http=503:1'].map(parseMisbehaviour);
    const { answer } = startMisbehaviours(chosen, (text) => told.push(text));
    const call = { request, members, command: { cmd: 'user_create' } };
    await answer(() => ok, call);
    await answer(() => ok, call);
    await answer(() => ok, { ...call, command: { cmd: 'ping' } });
    await answer(() => ok, call);
    expect(told).toEqual([
      'http=503:1 refused user_create',
      'creation.status=dummy changed the answer to user_create',
      'creation.status=dummy changed the answer to user_create',
    ]);
  });

  describe('of the certificates', () => {
    const key = new SigningKey(new Uint8Array(32).fill(7));
    const idOf = (digit: string) => Id.parse(digit.repeat(32));
    const certificate = (seconds: number) =>
      makeCertificate(
        {
          type: 'device_certificate',
          timestamp: new Instant(0n).plusSeconds(seconds),
          device_id: idOf(`${seconds}`),
        },
        key,
      );
    const all = [1, 2, 3].map(certificate);
    const served = (count: number): MockReply => ({
      reply: { status: 'ok', common_certificates: all.slice(0, count) },
    });
    const authorization = [['Authorization', `Bearer PARSEC-SIGN-ED25519.${idOf('2').hex}.1.x`]] as const;
    const call = (after: Instant | null = null) => ({
      request: { ...request, headers: authorization },
      members,
      command: { cmd: 'certificate_get', common_after: after },
    });
    const times = (answer: MockReply) =>
      (Object(answer).reply.common_certificates as Uint8Array[]).map((bytes) => all.indexOf(bytes) + 1);

    it('withdraws the last of the first reply', async () => {
      const apply = change('certificate.withdrawn=last');
      expect(times(await apply(served(2), call()))).toEqual([1, 2]);
      expect(times(await apply(served(3), call()))).toEqual([1, 3]);
    });

    it('serves nothing new after the first reply', async () => {
      const apply = change('certificate.frozen=after-first');
      expect(times(await apply(served(2), call()))).toEqual([1, 2]);
      expect(times(await apply(served(3), call()))).toEqual([1, 2]);
      expect(times(await apply(served(3), call(new Instant(0n))))).toEqual([]);
    });

    it("hides the certificate of the caller's device", async () => {
      expect(times(await change('certificate.hidden=own-device')(served(3), call()))).toEqual([1, 3]);
    });

    it('names another version', async () => {
      expect(await change('version.reply=6.0')(ok, call())).toMatchObject({
        status: 200,
        headers: expect.arrayContaining([['Api-Version', '6.0']]),
      });
    });
  });

  it('counts requests', async () => {
    const apply = change('http=503:2');
    const answers = await Promise.all([1, 2, 3].map(() => apply(ok, { request, members, command: {} })));
    expect(answers.map((answer) => Object(answer).status ?? 'honest')).toEqual([503, 503, 'honest']);
  });

  it('refuses before the server acts', async () => {
    const { answer } = startMisbehaviours([parseMisbehaviour('http=503:1')]);
    let acts = 0;
    const act = (): MockReply => {
      acts += 1;
      return ok;
    };
    const call = { request, members, command: {} };
    expect([await answer(act, call), acts]).toMatchObject([{ status: 503 }, 0]);
    expect([await answer(act, call), acts]).toEqual([ok, 1]);
  });
});
