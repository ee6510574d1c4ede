import { describe, expect, it } from 'vitest';
import type { MockReply } from '../src/case/mock-server.ts';
import { loadChecks } from '../src/case/registry.ts';
import { applyMisbehaviours, parseMisbehaviour } from '../src/misbehaviours/parse.ts';
import { misbehaviours } from '../src/misbehaviours/table.ts';
import { makeCertificate } from '../src/people/certificates.ts';
import { SigningKey } from '../src/people/keys.ts';
import { Id, Instant } from '../src/wire/values.ts';

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
      command: { cmd: 'certificate_get', common_after: after },
    });
    const times = (answer: MockReply) =>
      (Object(answer).reply.common_certificates as Uint8Array[]).map((bytes) => all.indexOf(bytes) + 1);

    it('withdraws the last of the first reply', () => {
      const apply = change('certificate.withdrawn=last');
      expect(times(apply(served(2), call()))).toEqual([1, 2]);
      expect(times(apply(served(3), call()))).toEqual([1, 3]);
    });

    it('serves nothing new after the first reply', () => {
      const apply = change('certificate.frozen=after-first');
      expect(times(apply(served(2), call()))).toEqual([1, 2]);
      expect(times(apply(served(3), call()))).toEqual([1, 2]);
      expect(times(apply(served(3), call(new Instant(0n))))).toEqual([]);
    });

    it("hides the certificate of the caller's device", () => {
      expect(times(change('certificate.hidden=own-device')(served(3), call()))).toEqual([1, 3]);
    });

    it('names another version', () => {
      expect(change('version.reply=6.0')(ok, call())).toMatchObject({
        status: 200,
        headers: expect.arrayContaining([['Api-Version', '6.0']]),
      });
    });
  });

  it('counts requests', () => {
    const apply = change('http.unavailable=2');
    const answers = [1, 2, 3].map(() => apply(ok, { request, command: {} }));
    expect(answers.map((answer) => Object(answer).status ?? 'honest')).toEqual([503, 503, 'honest']);
  });
});
