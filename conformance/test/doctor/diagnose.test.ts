import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STEPS, type Step } from '../../src/judge/failure.ts';
import { judgingChecks } from '../../src/judge/prerequisite-steps.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import { runSuite } from '../../src/runner/run-suite.ts';
import { encode } from '../../src/wire/encode.ts';
import { configurationFrame } from '../../src/wire/event-frames.ts';
import { type AlterRequest, alteringProxy, answering, replying, silent } from '../support/altering-proxy.ts';
import {
  diagnoseAt,
  diagnoseBehind,
  diagnoseReference,
  isExpired,
  openReference,
  outcomesOf,
  stepOf,
} from '../support/diagnose-server.ts';
import { urlTarget } from '../support/sample-server.ts';

let reference: Awaited<ReturnType<typeof openReference>>;
beforeAll(async () => {
  reference = await openReference();
});
afterAll(() => reference?.close());

test('a correct server passes each step, and its event arrives', async () => {
  const diagnosis = await diagnoseAt(reference.address);
  expect(outcomesOf(diagnosis)).toEqual(Object.fromEntries(STEPS.map((step) => [step, 'pass'])));
  expect(diagnosis).toMatchObject({ eventDelayMs: expect.any(Number), next: undefined, spontaneous: false });
});

test('created organizations are named ps-… and expired', async () => {
  const { organizations } = await diagnoseAt(reference.address);
  expect(organizations).toEqual([{ name: expect.stringMatching(/^ps-[0-9a-f]{6}-doctor$/), expired: true }]);
  expect(await isExpired(reference.address, organizations[0]?.name ?? '')).toBe(true);
  const both = await diagnoseReference({ spontaneous: true });
  expect(both.spontaneous).toBe(true);
  expect(both.organizations.map(({ expired }) => expired)).toEqual([true, true]);
});

test('terms of service of each new organization are accepted', async () => {
  const diagnosis = await diagnoseReference({ initialTos: { en_US: 'https://example.com/terms' } });
  expect(outcomesOf(diagnosis)).toEqual(Object.fromEntries(STEPS.map((step) => [step, 'pass'])));
});

const device = (url: string) => url.startsWith('/authenticated/');

describe.concurrent('one defect', () => {
  test.each<[string, AlterRequest, Step, string, string, readonly Step[]]>([
    [
      'refuses creations',
      answering(500, ({ method, url }) => method === 'POST' && url.startsWith('/administration/')),
      ...(['create', 'HTTP 200', 'HTTP 500', []] as const),
    ],
    [
      'answers 502 on /anonymous',
      answering(502, ({ url }) => url.startsWith('/anonymous/')),
      ...(['bootstrap', '`ok`', 'HTTP 502', ['create']] as const),
    ],
    [
      'refuses the token that it gave',
      ({ cmd, fields }) =>
        cmd === 'organization_bootstrap' && fields.bootstrap_token !== null
          ? { body: encode({ ...fields, bootstrap_token: new Uint8Array(16) }) }
          : undefined,
      ...(['bootstrap', '`ok`', '`invalid_bootstrap_token`', ['create']] as const),
    ],
    [
      'answers 403 to each device',
      answering(403, ({ url }) => device(url)),
      ...(['authenticate', '`ok`', 'HTTP 403', ['create', 'bootstrap']] as const),
    ],
    [
      'refuses invitations',
      replying('invite_new_user', { status: 'author_not_allowed' }),
      ...([
        'invite',
        '`ok`',
        '`author_not_allowed`',
        ['create', 'bootstrap', 'authenticate', 'enrol', 'listen'],
      ] as const),
    ],
    [
      'does not know its invitations',
      answering(403, ({ url }) => url.startsWith('/invited/')),
      ...([
        'invite',
        '`ok`',
        'HTTP 403',
        ['create', 'bootstrap', 'authenticate', 'enrol', 'listen'],
      ] as const),
    ],
    [
      'refuses new users',
      replying('user_create', { status: 'invalid_certificate' }),
      ...([
        'enrol',
        '`ok`',
        '`invalid_certificate`',
        ['create', 'bootstrap', 'authenticate', 'invite', 'listen'],
      ] as const),
    ],
    [
      'has no event stream',
      answering(404, ({ url }) => url.endsWith('/events')),
      ...([
        'listen',
        'HTTP 200',
        'HTTP 404',
        ['create', 'bootstrap', 'authenticate', 'invite', 'enrol'],
      ] as const),
    ],
  ])('a server that %s fails this step alone', async (_, defect, step, expected, observed, passing) => {
    const diagnosis = await diagnoseBehind(defect);
    expect(stepOf(diagnosis, step)).toMatchObject({
      outcome: 'fail',
      expected,
      observed,
      request: expect.any(String),
    });
    expect(diagnosis.steps.filter(({ outcome }) => outcome === 'pass').map(({ step }) => step)).toEqual(
      passing,
    );
    expect(diagnosis.steps.filter(({ outcome }) => outcome === 'fail').length).toBe(1);
    expect(diagnosis.next).toMatchObject({ step, check: judgingChecks[step] });
    expect(diagnosis.next?.requirements.length).toBeGreaterThan(0);
    // The organization is expired if it was created.
    if (step !== 'create') expect(diagnosis.organizations).toMatchObject([{ expired: true }]);
  });
});

test('without invitations and enrolments no event is waited for', async () => {
  const diagnosis = await diagnoseBehind(
    answering(500, ({ cmd }) => ['invite_new_user', 'user_create'].includes(cmd)),
  );
  expect(outcomesOf(diagnosis)).toMatchObject({ invite: 'fail', enrol: 'fail', listen: 'pass' });
  expect(diagnosis).toMatchObject({ eventDelayMs: undefined, next: { step: 'invite' } });
});

test('created organizations are expired after an interruption', async () => {
  const stop = new AbortController();
  const hanging = silent(({ cmd }) => {
    if (cmd === 'organization_info') stop.abort();
    return cmd === 'organization_info';
  });
  const diagnosis = await diagnoseBehind(hanging, { stop: stop.signal });
  expect(stepOf(diagnosis, 'authenticate')).toMatchObject({ outcome: 'notTried', reason: 'interrupted' });
  expect(diagnosis.organizations).toMatchObject([{ expired: true }]);
  expect(diagnosis.next).toBeUndefined();
});

test('the bootstrap token is in no result', async () => {
  const tokens: Uint8Array[] = [];
  const diagnosis = await diagnoseBehind((request, response) => {
    if (request.cmd !== 'organization_bootstrap' || !(request.fields.bootstrap_token instanceof Uint8Array))
      return undefined;
    tokens.push(request.fields.bootstrap_token);
    const hex = Buffer.from(request.fields.bootstrap_token).toString('hex');
    return replying('organization_bootstrap', { status: hex })(request, response);
  });
  expect(stepOf(diagnosis, 'bootstrap')?.observed).toContain('[bootstrap token]');
  expect(tokens.length).toBe(1);
  expect(JSON.stringify(diagnosis)).not.toContain(Buffer.from(tokens[0] ?? []).toString('hex'));
});

/** A creation whose link has another payload. */
const linking =
  (payloadOf: (token: Buffer) => string): AlterRequest =>
  ({ method, url }, response) => {
    if (method !== 'POST' || url !== '/administration/organizations') return undefined;
    const query = `a=bootstrap_organization&p=${payloadOf(Buffer.alloc(16, 0x5a))}`;
    response.setHeader('Content-Type', 'application/json');
    response.end(
      JSON.stringify({
        bootstrap_url: `parsec3://127.0.0.1/Org?${query}`,
        bootstrap_url_as_http_redirection: `http://127.0.0.1/redirect/Org?${query}`,
      }),
    );
    return 'answered';
  };

describe.concurrent('the payload of a bootstrap link', () => {
  test.each<[string, (token: Buffer) => string, string]>([
    [
      'the token without its msgpack header',
      (token) => token.toString('base64url'),
      '16 bytes without the msgpack header c4 10',
    ],
    [
      'the token in hexadecimal',
      (token) => Buffer.from(token.toString('hex')).toString('base64url'),
      '32 hexadecimal digits',
    ],
    ['padded', (token) => `${token.toString('base64url')}==`, 'other characters'],
    ['the msgpack of a text', () => Buffer.from(encode('x')).toString('base64url'), 'the msgpack of a text'],
    [
      'the msgpack of 15 bytes',
      () => Buffer.from(encode(Buffer.alloc(15))).toString('base64url'),
      'the msgpack of 15 bytes',
    ],
    ['absent', () => '', 'absent'],
  ])(
    'a payload that is %s fails the creation by links/bootstrap-link, which says how it decodes',
    async (_, payloadOf, observed) => {
      const diagnosis = await diagnoseBehind(linking(payloadOf));
      expect(stepOf(diagnosis, 'create')).toMatchObject({
        outcome: 'fail',
        expected: expect.stringContaining('c4 10'),
        observed: expect.stringContaining(observed),
        rules: ['links/bootstrap-link'],
      });
      expect(diagnosis.next?.requirements[0]?.id).toBe('links/bootstrap-link');
      expect(diagnosis.next?.topics).toContain('links');
      expect(JSON.stringify(diagnosis)).not.toContain(Buffer.alloc(16, 0x5a).toString('base64url'));
    },
  );
});

/** An event stream that sends these bytes and stays open. */
const streaming =
  (bytes: string): AlterRequest =>
  ({ url }, response) => {
    if (!url.endsWith('/events')) return undefined;
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Api-Version': '5.6' });
    response.flushHeaders();
    response.write(bytes);
    return 'answered';
  };

describe.concurrent('an open event stream', () => {
  test('a stream without a byte is silent', async () => {
    const diagnosis = await diagnoseBehind(streaming(''));
    expect(stepOf(diagnosis, 'listen')).toMatchObject({
      ...{ outcome: 'fail', expected: 'the event ORGANIZATION_CONFIG', observed: 'nothing', received: [] },
    });
    expect(diagnosis.eventDelayMs).toBeUndefined();
    expect(diagnosis.next?.hint).toMatch(/open, but silent.*such as "data:.*\\n\\n"/);
  });

  test('the finding on a stream without a blank line shows what arrived, and what an event looks like', async () => {
    const diagnosis = await diagnoseBehind(streaming('data: abc\n'));
    expect(stepOf(diagnosis, 'listen')?.received).toEqual(['"data: abc\\n"']);
    expect(diagnosis.next?.hint).toMatch(/no whole event: an event is a line and a blank line/);
  });

  test('a stream with the first event alone lacks the event of the change, which the named check judges', async () => {
    const diagnosis = await diagnoseBehind(streaming(configurationFrame()));
    expect(stepOf(diagnosis, 'listen')).toMatchObject({
      expected: 'the event COMMON_CERTIFICATE',
      observed: 'nothing',
      received: [expect.stringContaining('ORGANIZATION_CONFIG'), '"\\n"'],
    });
    expect(diagnosis.next).toMatchObject({
      hint: expect.stringContaining('send COMMON_CERTIFICATE'),
      check: 'events_listen/certificate-event',
    });
  });
});

test('the first failed step is the first cause of a run, too', async () => {
  const isMember = ({ cmd }: { cmd: string }) => ['invite_new_user', 'user_create'].includes(cmd);
  const proxy = await alteringProxy(reference.address, answering(415, isMember));
  const { next } = await diagnoseAt(proxy.address);
  const checks = (await loadChecks()).filter(({ id }) => /^(invite_new_user|user_create)\/[a-m]/.test(id));
  const { causes } = await runSuite({
    ...{ server: await urlTarget(proxy.address, 's3cr3t'), checks, seed: '1', run: 'abcdef' },
    onEvent: () => undefined,
  }).finally(() => proxy.close());
  expect(next?.step).toBe('invite');
  expect(causes[0]?.step).toBe('invite');
  expect(causes[0]?.checks[0]).toBe(next?.check);
});
