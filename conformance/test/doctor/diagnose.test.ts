import { describe, expect, test } from 'vitest';
import { STEPS, type Step } from '../../src/case/failure.ts';
import { judgingChecks } from '../../src/case/step-of.ts';
import { encode } from '../../src/wire/encode.ts';
import { behind, examined, isExpired, of, open, outcomes, reference, spontaneous } from './examined.ts';
import { answering, type Fault, replying, silent } from './fault-proxy.ts';

test('a correct server passes each step, and its event arrives', async () => {
  const diagnosis = await examined(reference.address);
  expect(outcomes(diagnosis)).toEqual(Object.fromEntries(STEPS.map((step) => [step, 'pass'])));
  expect(diagnosis).toMatchObject({ eventDelayMs: expect.any(Number), next: undefined, spontaneous: false });
});

test('created organizations are named ps-… and expired', async () => {
  const { organizations } = await examined(reference.address);
  expect(organizations).toEqual([{ name: expect.stringMatching(/^ps-[0-9a-f]{6}-doctor$/), expired: true }]);
  expect(await isExpired(reference.address, organizations[0]?.name ?? '')).toBe(true);
  const both = await examined(spontaneous.address);
  expect(both.spontaneous).toBe(true);
  expect(both.organizations.map(({ expired }) => expired)).toEqual([true, true]);
});

test('terms of service of each new organization are accepted', async () => {
  const strict = await open({ initialTos: { en_US: 'https://example.com/terms' } });
  const diagnosis = await examined(strict.address).finally(() => strict.close());
  expect(outcomes(diagnosis)).toEqual(Object.fromEntries(STEPS.map((step) => [step, 'pass'])));
});

const device = (url: string) => url.startsWith('/authenticated/');

describe.concurrent('a server with one fault', () => {
  test.each<[string, Fault, Step, string, string, readonly Step[]]>([
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
      ({ cmd, message }) =>
        cmd === 'organization_bootstrap' && message.bootstrap_token !== null
          ? { message: { ...message, bootstrap_token: new Uint8Array(16) } }
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
  ])('which %s', async (_, fault, step, expected, observed, passing) => {
    const diagnosis = await behind(fault);
    expect(of(diagnosis, step)).toMatchObject({
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

/** Answers as an event stream, with the given bytes of the real one. */
const listening =
  (beginning: string): Fault =>
  ({ url }, response) => {
    if (!url.endsWith('/events')) return undefined;
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.flushHeaders();
    response.write(beginning);
    return 'answered';
  };

/** The frame of an event. */
const frame = (event: Readonly<Record<string, unknown>>) =>
  `data:${Buffer.from(encode({ status: 'ok', ...event })).toString('base64')}\n\n`;

describe.concurrent('a stream that stays silent fails `listen`', () => {
  test.each([
    ['from the beginning', '', 'the event ORGANIZATION_CONFIG'],
    ['after the configuration', frame({ event: 'ORGANIZATION_CONFIG' }), 'the event COMMON_CERTIFICATE'],
  ])('%s', async (_, beginning, expected) => {
    const diagnosis = await behind(listening(beginning));
    expect(of(diagnosis, 'listen')).toMatchObject({ outcome: 'fail', expected, observed: 'nothing' });
    expect(diagnosis).toMatchObject({
      eventDelayMs: undefined,
      next: { hint: expect.stringContaining('silent') },
    });
  });
});

test('without invitations and enrolments no event is waited for', async () => {
  const diagnosis = await behind(
    answering(500, ({ cmd }) => ['invite_new_user', 'user_create'].includes(cmd)),
  );
  expect(outcomes(diagnosis)).toMatchObject({ invite: 'fail', enrol: 'fail', listen: 'pass' });
  expect(diagnosis).toMatchObject({ eventDelayMs: undefined, next: { step: 'invite' } });
});

test('created organizations are expired after an interruption', async () => {
  const stop = new AbortController();
  const hanging = silent(({ cmd }) => {
    if (cmd === 'organization_info') stop.abort();
    return cmd === 'organization_info';
  });
  const diagnosis = await behind(hanging, { stop: stop.signal });
  expect(of(diagnosis, 'authenticate')).toMatchObject({ outcome: 'notTried', reason: 'interrupted' });
  expect(diagnosis.organizations).toMatchObject([{ expired: true }]);
  expect(diagnosis.next).toBeUndefined();
});

test('the bootstrap token is in no result', async () => {
  const tokens: Uint8Array[] = [];
  const diagnosis = await behind((request, response) => {
    if (request.cmd !== 'organization_bootstrap' || !(request.message.bootstrap_token instanceof Uint8Array))
      return undefined;
    tokens.push(request.message.bootstrap_token);
    const hex = Buffer.from(request.message.bootstrap_token).toString('hex');
    return replying('organization_bootstrap', { status: hex })(request, response);
  });
  expect(of(diagnosis, 'bootstrap')?.observed).toContain('[bootstrap token]');
  expect(tokens.length).toBe(1);
  expect(JSON.stringify(diagnosis)).not.toContain(Buffer.from(tokens[0] ?? []).toString('hex'));
});
