import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from '@parsec-spec/reference-server/core';
import { type Listening, listen } from '@parsec-spec/reference-server/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Organization } from '../src/load/organizations.ts';
import { attack, type Part, type Report, type Source } from '../src/soak/attack.ts';
import { malformed } from '../src/soak/malformed.ts';
import type { Request } from '../src/soak/request.ts';
import { templates } from '../src/soak/templates.ts';
import { validCalls } from '../src/soak/valid-calls.ts';

let listening: Listening;
let valid: readonly Request[] = [];
beforeAll(async () => {
  const server = createServer({ config: { administration_token: 's3cr3t' } });
  listening = await listen(server, { host: '127.0.0.1', port: 0 });
  valid = await templates(listening.port, 'attacked');
});
afterAll(() => listening.stop(0));

const plan = { depth: 4, connections: 4 };
const source: Source = (number) => malformed(valid, 20, number);
const part = { from: 0, to: 2_000, rate: 0 };

async function attacked(changed: Partial<Part>, port = listening.port): Promise<Report> {
  const report: Report = { sent: 0, statuses: {}, faults: [] };
  await attack({ ...plan, port }, { ...part, ...changed }, source, report);
  return report;
}

test('every malformed request is met, by a refusal or by the end of the connection, and none by a fault', async () => {
  const { sent, statuses, faults } = await attacked({});
  expect(faults).toEqual([]);
  expect(sent).toBe(2_000);
  expect(Object.keys(statuses)).toEqual(
    expect.arrayContaining(['400', '401', '403', '404', '405', '415', '422']),
  );
  const answered = (await fetch(listening.url)).status;
  expect(answered).toBe(200);
});

test('valid calls in their place are all answered 200', async () => {
  const [organization] = await Organization.founded(listening.port, 'valid', 1);
  if (organization === undefined) throw new Error('nothing was founded');
  const report: Report = { sent: 0, statuses: {}, faults: [] };
  await attack({ ...plan, port: listening.port }, { ...part, to: 300 }, validCalls(organization), report);
  expect(report).toEqual({ sent: 300, statuses: { 200: 300 }, faults: [] });
});

test('a server that breaks is caught, with the number of the request', async () => {
  const broken = createHttpServer((_, response) => response.writeHead(502).end('no'));
  await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
  const { faults } = await attacked({ to: 50 }, (broken.address() as AddressInfo).port);
  expect(faults[0]).toMatch(/^request \d+: 502: /);
  broken.closeAllConnections();
  broken.close();
});

test('a server that is gone is told', async () => {
  const { faults } = await attacked({ to: 20 }, 9).catch((fault: Error) => ({
    faults: [fault.message],
  }));
  expect(faults.join()).toMatch(/ECONNREFUSED|nobody listens/);
});
