import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/doctor/diagnose.ts';
import { type AlterRequest, answering, silent } from '../support/altering-proxy.ts';
import {
  diagnoseAt,
  diagnoseBehind,
  diagnoseReference,
  openReference,
  outcomesOf,
  stepOf,
} from '../support/diagnose-server.ts';
import { type NullServer, nullServers, startNullServer } from '../support/null-server.ts';
import { sampleServer, urlTarget } from '../support/sample-server.ts';

describe.concurrent('a silent server', () => {
  test('a server that never answers is unreachable', async () => {
    const server = await sampleServer(() => undefined);
    await expect(diagnoseAt(server.address)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('timeout'),
    });
    await server.close();
  });

  test('a server that does not answer a command fails its step, and no later step is tried', async () => {
    const diagnosis = await diagnoseBehind(silent(({ cmd }) => cmd === 'invite_new_user'));
    expect(stepOf(diagnosis, 'invite')).toMatchObject({ outcome: 'fail', observed: 'no answer (timeout)' });
    const reason = 'invite was not answered in time';
    expect(stepOf(diagnosis, 'listen')).toMatchObject({ outcome: 'notTried', reason });
    expect(diagnosis.organizations).toMatchObject([{ expired: true }]);
  });

  test('a server that answers 429 for a minute is not waited for', async () => {
    const diagnosis = await diagnoseBehind((request, response) => {
      if (request.cmd !== 'organization_info') return undefined;
      response.writeHead(429, { 'Retry-After': '60' }).end();
      return 'answered';
    });
    expect(stepOf(diagnosis, 'authenticate')).toMatchObject({ outcome: 'fail', observed: 'HTTP 429' });
  });
});

describe.concurrent('a server that does nothing correctly', () => {
  const unreachable: readonly NullServer[] = [
    'an empty reply to everything',
    '500 to everything',
    'a closed connection',
    'no answer ever',
  ];

  test.each(Object.keys(nullServers) as NullServer[])(
    'a server with %s fails the creation, or is no Parsec server',
    async (name) => {
      const server = await startNullServer(name);
      const outcome = await diagnoseAt(server.address)
        .catch((error: unknown) => error)
        .finally(() => server.close());
      if (unreachable.includes(name)) expect(outcome).toMatchObject({ code: 'unreachable' });
      else expect(outcome).toMatchObject({ next: { step: 'create' } });
    },
  );
});

describe('a server that serves three commands only', () => {
  const served = ['organization_bootstrap', 'organization_info'];
  const isServed = ({ method, url, cmd }: { method: string; url: string; cmd: string }) =>
    served.includes(cmd) || (method === 'POST' && url === '/administration/organizations');

  test('a server of three commands is a Parsec server, and lacks invitations first', async () => {
    const diagnosis = await diagnoseBehind(
      answering(404, (request) => !isServed(request) && request.url !== '/'),
    );
    expect(outcomesOf(diagnosis)).toEqual({
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

  test('a server without any route is not a Parsec server, and the hint says what to serve first', async () => {
    await expect(diagnoseBehind(answering(404, ({ url }) => url !== '/'))).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('not as a Parsec server: HTTP 404'),
      hint: expect.stringMatching(
        /POST \/administration\/organizations[\s\S]*"bootstrap_url"[\s\S]*read organization_create[\s\S]*docs\/your-first-server\.md/,
      ),
    });
  });
});

describe('the facts about the administration token', () => {
  test('the token is unknown while every route of the administration answers 404', async () => {
    const diagnosis = await diagnoseBehind(answering(404, ({ url }) => url.startsWith('/administration/')));
    expect(diagnosis.administration).toBeUndefined();
    expect(stepOf(diagnosis, 'create')).toMatchObject({ outcome: 'fail', observed: 'HTTP 404' });
  });

  test('the token is good if only the creation is served', async () => {
    const isOther = ({ method, url }: { method: string; url: string }) =>
      url.startsWith('/administration/') && method !== 'POST';
    expect((await diagnoseBehind(answering(501, isOther))).administration).toBe(true);
  });
});

describe('without an administration token', () => {
  const options = { administered: false };

  test('without a token no step is tried if spontaneous creation is off', async () => {
    const diagnosis = await diagnoseReference({}, options);
    expect(stepOf(diagnosis, 'create')?.reason).toContain('no administration token');
    expect(stepOf(diagnosis, 'bootstrap')?.reason).toContain('spontaneous creation is off');
    expect(diagnosis).toMatchObject({ spontaneous: false, next: undefined, organizations: [] });
  });

  test('without a token the steps are tried if spontaneous creation is on, and the organization that remains is named', async () => {
    const diagnosis = await diagnoseReference({ spontaneous: true }, options);
    expect(outcomesOf(diagnosis)).toMatchObject({ create: 'notTried', bootstrap: 'pass', listen: 'pass' });
    expect(diagnosis.organizations).toMatchObject([{ expired: false }]);
  });

  test('without a token a broken route of the bootstrap is noticed', async () => {
    const diagnosis = await diagnoseBehind(
      answering(502, ({ url }) => url.startsWith('/anonymous/')),
      options,
    );
    expect(stepOf(diagnosis, 'bootstrap')).toMatchObject({
      outcome: 'fail',
      expected: '`ok` or HTTP 404',
      observed: 'HTTP 502',
    });
    expect(diagnosis.next?.step).toBe('bootstrap');
  });
});

test('nothing is created without permission', async () => {
  const urls: string[] = [];
  const spy: AlterRequest = ({ method, url }) => {
    if (method !== 'GET') urls.push(url);
    return undefined;
  };
  const diagnosis = await diagnoseBehind(spy, { prefix: undefined });
  expect(diagnosis).toMatchObject({ spontaneous: undefined, organizations: [], next: undefined });
  expect(stepOf(diagnosis, 'create')?.reason).toContain('--yes');
  expect(urls.filter((url) => url !== '/anonymous_server')).toEqual([]);
});

test('nothing is created with a wrong administration token', async () => {
  const reference = await openReference();
  const target = await urlTarget(reference.address, 'wrong');
  const wrong = await diagnose(target, [], { tls: {}, prefix: 'ps-wrong', seed: 'doctor' }).finally(() =>
    reference.close(),
  );
  expect(wrong).toMatchObject({ administration: false, organizations: [], next: undefined });
  expect(stepOf(wrong, 'create')?.reason).toContain('token is wrong');
});

test('a step that took too long is not tried while the doctor itself is late, and the result has the reason', async () => {
  const latenessBetween = () => ({ share: 0.5, longestMs: 1234 });
  const diagnosis = await diagnoseBehind(
    silent(({ cmd }) => cmd === 'invite_new_user'),
    { latenessBetween },
  );
  expect(stepOf(diagnosis, 'invite')).toEqual({
    ...{ step: 'invite', outcome: 'notTried', durationMs: 0 },
    reason: 'the judge itself was late: 50 % of the time, by up to 1234 ms',
  });
});
