import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { STEPS, type Step } from '../../src/case/failure.ts';
import { judgingChecks } from '../../src/case/step-of.ts';
import { type Diagnosis, diagnose } from '../../src/doctor/diagnose.ts';
import { openTarget } from '../../src/targets/open-target.ts';
import { encode } from '../../src/wire/encode.ts';
import { sampleServer, urlTarget } from '../runner/sample-server.ts';
import { type NullServer, nullServers, startNullServer } from '../self-test/null-server.ts';
import { answering, type Fault, faultProxy, replying, silent } from './fault-proxy.ts';

const token = 's3cr3t';
const open = async (start = {}) => {
  const target = await openTarget('memory:reference', { administrationToken: token, start });
  if (target.kind === 'client') throw new Error('no server');
  return target;
};
const reference = await open();
const spontaneous = await open({ spontaneous: true });
afterAll(async () => {
  await reference.close();
  await spontaneous.close();
});

/** Diagnoses the server at an address. */
async function examined(
  address: string,
  {
    administered = true,
    ...options
  }: { administered?: boolean; prefix?: string | undefined; stop?: AbortSignal } = {},
): Promise<Diagnosis> {
  const target = await urlTarget(address, administered ? token : undefined);
  const prefix = `ps-${randomBytes(3).toString('hex')}`;
  return await diagnose(target, [], { tls: {}, prefix, seed: 'doctor', ...options });
}

/** Diagnoses a correct server behind a proxy with one fault. */
async function behind(fault: Fault, options?: Parameters<typeof examined>[1]): Promise<Diagnosis> {
  const proxy = await faultProxy(reference.address, fault);
  return await examined(proxy.address, options).finally(() => proxy.close());
}

const outcomes = ({ steps }: Diagnosis): Readonly<Record<string, string>> =>
  Object.fromEntries(steps.map(({ step, outcome }) => [step, outcome]));
const of = ({ steps }: Diagnosis, wanted: Step) => steps.find(({ step }) => step === wanted);

/** Whether an organization is expired on the server. */
async function isExpired(address: string, name: string): Promise<boolean> {
  const answer = await fetch(`${address}/administration/organizations/${name}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  return ((await answer.json()) as { is_expired: boolean }).is_expired;
}

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

describe('a server with one fault', () => {
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

describe('a stream that stays silent fails `listen`', () => {
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

describe('a server that does not answer', () => {
  test('at all is unreachable', async () => {
    const server = await sampleServer(() => undefined);
    await expect(examined(server.address)).rejects.toMatchObject({
      exit: 4,
      message: expect.stringContaining('timeout'),
    });
    await server.close();
  });

  test('commands of devices fails their step, and no other is tried', async () => {
    const diagnosis = await behind(silent(({ cmd }) => cmd === 'invite_new_user'));
    expect(of(diagnosis, 'invite')).toMatchObject({ outcome: 'fail', observed: 'no answer (timeout)' });
    const reason = 'invite was not answered in time';
    expect(of(diagnosis, 'listen')).toMatchObject({ outcome: 'notTried', reason });
    expect(diagnosis.organizations).toMatchObject([{ expired: true }]);
  });

  test('for longer than a minute with 429 is not waited for', async () => {
    const diagnosis = await behind((request, response) => {
      if (request.cmd !== 'organization_info') return undefined;
      response.writeHead(429, { 'Retry-After': '60' }).end();
      return 'answered';
    });
    expect(of(diagnosis, 'authenticate')).toMatchObject({ outcome: 'fail', observed: 'HTTP 429' });
  });
});

describe('a server that does nothing correctly', () => {
  const unreachable: readonly NullServer[] = [
    'an empty reply to everything',
    '500 to everything',
    'a closed connection',
    'no answer ever',
  ];

  test.each(Object.keys(nullServers) as NullServer[])('%s: fails, or is no Parsec server', async (name) => {
    const server = await startNullServer(name);
    const outcome = await examined(server.address)
      .catch((error: unknown) => error)
      .finally(() => server.close());
    if (unreachable.includes(name)) expect(outcome).toMatchObject({ code: 'unreachable', exit: 4 });
    else expect(outcome).toMatchObject({ next: { step: 'create' } });
  });
});

describe('a server that serves three commands only', () => {
  const served = ['organization_bootstrap', 'organization_info'];
  const isServed = ({ method, url, cmd }: { method: string; url: string; cmd: string }) =>
    served.includes(cmd) || (method === 'POST' && url === '/administration/organizations');

  test('is a Parsec server, and lacks invitations first', async () => {
    const diagnosis = await behind(answering(404, (request) => !isServed(request) && request.url !== '/'));
    expect(outcomes(diagnosis)).toEqual({
      ...{ create: 'pass', bootstrap: 'pass', authenticate: 'pass' },
      ...{ invite: 'fail', enrol: 'fail', listen: 'fail' },
    });
    expect(diagnosis.next).toMatchObject({
      step: 'invite',
      hint: expect.stringContaining('serve invite_new_user'),
    });
    // It cannot expire what was created.
    expect(diagnosis.organizations).toContainEqual({
      name: expect.stringMatching(/-doctor$/),
      expired: false,
    });
  });

  test('is none if it does not create organizations either', async () => {
    await expect(behind(answering(404, ({ url }) => url !== '/'))).rejects.toMatchObject({
      exit: 4,
      message: expect.stringContaining('not as a Parsec server: HTTP 404'),
    });
  });
});

describe('without an administration token', () => {
  const options = { administered: false };

  test('the steps are not tried if spontaneous creation is off', async () => {
    const diagnosis = await examined(reference.address, options);
    expect(of(diagnosis, 'create')?.reason).toContain('no administration token');
    expect(of(diagnosis, 'bootstrap')?.reason).toContain('spontaneous creation is off');
    expect(diagnosis).toMatchObject({ spontaneous: false, next: undefined, organizations: [] });
  });

  test('they are tried if it is on, and the organization that remains is named', async () => {
    const diagnosis = await examined(spontaneous.address, options);
    expect(outcomes(diagnosis)).toMatchObject({ create: 'notTried', bootstrap: 'pass', listen: 'pass' });
    expect(diagnosis.organizations).toMatchObject([{ expired: false }]);
  });

  test('a broken route of the bootstrap is noticed', async () => {
    const diagnosis = await behind(
      answering(502, ({ url }) => url.startsWith('/anonymous/')),
      options,
    );
    expect(of(diagnosis, 'bootstrap')).toMatchObject({
      outcome: 'fail',
      expected: '`ok` or HTTP 404',
      observed: 'HTTP 502',
    });
    expect(diagnosis.next?.step).toBe('bootstrap');
  });
});

test('nothing is created without permission, or with a wrong token', async () => {
  const urls: string[] = [];
  const spy: Fault = ({ method, url }) => {
    if (method !== 'GET') urls.push(url);
    return undefined;
  };
  const diagnosis = await behind(spy, { prefix: undefined });
  expect(diagnosis).toMatchObject({ spontaneous: undefined, organizations: [], next: undefined });
  expect(of(diagnosis, 'create')?.reason).toContain('--yes');
  expect(urls.filter((url) => url !== '/anonymous_server')).toEqual([]);

  const wrong = await diagnose(await urlTarget(reference.address, 'wrong'), [], {
    ...{ tls: {}, prefix: 'ps-wrong', seed: 'doctor' },
  });
  expect(wrong).toMatchObject({ administration: false, organizations: [], next: undefined });
  expect(of(wrong, 'create')?.reason).toContain('token is wrong');
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
