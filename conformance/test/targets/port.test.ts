import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { MailRelays } from '../../src/runner/facilities/mail-relays.ts';
import { HeldPort, onSteadyPort } from '../../src/targets/process/port.ts';

const closings: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

/** Listens on a port, as another program does. */
async function listen(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  closings.push(() => new Promise((resolve) => server.close(resolve)));
  return server;
}

/** The ports that another process reserves and holds. */
async function portsOfAProcess(count: number): Promise<readonly number[]> {
  const program = join(import.meta.dirname, 'ports-of-a-process.ts');
  const child = spawn(process.execPath, ['--conditions=parsec-spec:src', program, String(count)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  closings.push(() => {
    child.stdin.end();
    return exited;
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return JSON.parse(line);
}

test('no two processes get the same port', async () => {
  const ports = (await Promise.all(Array.from({ length: 4 }, () => portsOfAProcess(250)))).flat();
  expect(ports).toHaveLength(1000);
  expect(new Set(ports).size).toBe(1000);
});

test('a server whose port was taken before it listened is started once more, on another port', async () => {
  const ports: number[] = [];
  const server = await onSteadyPort(async (port) => {
    ports.push(port);
    if (ports.length === 1) await listen(port);
    return await listen(port);
  });
  expect(server.address()).toMatchObject({ port: ports[1] });
  const [first, second] = ports;
  expect(first).not.toBe(second);
});

test.each([
  [
    'it says so in its log',
    Object.assign(new Error('it ended'), { log: '[Errno 98] address already in use' }),
  ],
  ['our own server says so', Object.assign(new Error('it ended'), { log: '127.0.0.1:10500 is in use\n' })],
  ['the container engine says so', new Error('Bind for 127.0.0.1:10500 failed: port is already allocated')],
])('a program that did not get its port is started once more: %s', async (_, error) => {
  let starts = 0;
  const start = () => {
    starts += 1;
    return Promise.reject(error);
  };
  await expect(onSteadyPort(start)).rejects.toBe(error);
  expect(starts).toBe(2);
});

test('a program that did not start for another reason is not started again', async () => {
  let starts = 0;
  const error = Object.assign(new Error('it ended'), { log: 'no such database' });
  const start = () => {
    starts += 1;
    return Promise.reject(error);
  };
  await expect(onSteadyPort(start)).rejects.toBe(error);
  expect(starts).toBe(1);
});

test('only a server of the judge may use a held port', async () => {
  const held = await HeldPort.take('127.0.0.1');
  await expect(listen(held.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await held.release();
  const server = await listen(held.port);
  await new Promise((resolve) => server.close(resolve));
  await held.hold();
  await expect(listen(held.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await held.release();
});

test('no other process takes the port of a relay before the relay listens, nor between two relays', async () => {
  const relays = new MailRelays('127.0.0.1');
  closings.push(() => relays.close());
  const { emailPort } = await relays.settings('unusable');
  for (const kind of ['silent', 'closed', 'strict'] as const) {
    await expect(listen(emailPort)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const { relay, release } = await relays.borrow(kind);
    expect(relay.port).toBe(emailPort);
    await release();
  }
  await expect(listen(emailPort)).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
