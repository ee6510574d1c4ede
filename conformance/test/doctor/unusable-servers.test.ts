import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/doctor/diagnose.ts';
import { type AlterRequest, answering, silent } from '../support/altering-proxy.ts';
import { type NullServer, nullServers, startNullServer } from '../support/null-server.ts';
import { sampleServer, urlTarget } from '../support/sample-server.ts';
import { behind, examined, of, outcomes, reference, spontaneous } from './examined.ts';

describe.concurrent('a server that does not answer', () => {
  test('at all is unreachable', async () => {
    const server = await sampleServer(() => undefined);
    await expect(examined(server.address)).rejects.toMatchObject({
      code: 'unreachable',
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

describe.concurrent('a server that does nothing correctly', () => {
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
    if (unreachable.includes(name)) expect(outcome).toMatchObject({ code: 'unreachable' });
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

  test('a server without any route is not a Parsec server, and the hint says what to serve first', async () => {
    await expect(behind(answering(404, ({ url }) => url !== '/'))).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('not as a Parsec server: HTTP 404'),
      hint: expect.stringMatching(
        /POST \/administration\/organizations[\s\S]*"bootstrap_url"[\s\S]*read organization_create[\s\S]*docs\/your-first-server\.md/,
      ),
    });
  });
});

describe('the facts about the administration token', () => {
  test('it is unknown while every route of the administration answers 404', async () => {
    const diagnosis = await behind(answering(404, ({ url }) => url.startsWith('/administration/')));
    expect(diagnosis.administration).toBeUndefined();
    expect(of(diagnosis, 'create')).toMatchObject({ outcome: 'fail', observed: 'HTTP 404' });
  });

  test('it is good if only the creation is served', async () => {
    const isOther = ({ method, url }: { method: string; url: string }) =>
      url.startsWith('/administration/') && method !== 'POST';
    expect((await behind(answering(501, isOther))).administration).toBe(true);
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
  const spy: AlterRequest = ({ method, url }) => {
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

test('a step that took too long is not tried while the doctor itself is late, and the result has the reason', async () => {
  const latenessBetween = () => ({ share: 0.5, longestMs: 1234 });
  const diagnosis = await behind(
    silent(({ cmd }) => cmd === 'invite_new_user'),
    { latenessBetween },
  );
  expect(of(diagnosis, 'invite')).toEqual({
    ...{ step: 'invite', outcome: 'notTried', durationMs: 0 },
    reason: 'the judge itself was late: 50 % of the time, by up to 1234 ms',
  });
});
