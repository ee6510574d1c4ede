import { expect, test } from 'vitest';
import type { Administration } from '../../src/judge/administration.ts';
import { expireOrganizations } from '../../src/runner/facilities/expire-organizations.ts';
import { Exchange } from '../../src/wire/exchange.ts';

const request = { method: 'PATCH', target: '/', headers: [], body: new Uint8Array() };
const answered = new Exchange(request, { status: 200, headers: [], body: new Uint8Array() }, 1);
const names = Array.from({ length: 50 }, (_, index) => `ps-${index}`);

/** An administration API whose first ten calls take all of the available time. */
function slow(stop: AbortController) {
  const asked: string[] = [];
  const patch = async (name: string) => {
    asked.push(name);
    if (asked.length === 10) stop.abort();
    return answered;
  };
  return { asked, administration: { patch } as unknown as Administration };
}

test('organizations are expired until the time is up, and no call begins afterwards', async () => {
  const stop = new AbortController();
  const { asked, administration } = slow(stop);
  expect(await expireOrganizations(names, administration, stop.signal)).toEqual({ created: 10, expired: 10 });
  expect(asked).toHaveLength(10);
  const all = await expireOrganizations(names, administration, new AbortController().signal);
  expect(all).toEqual({ created: 50, expired: 50 });
});

test('a server that gives no answer can end the expiry', async () => {
  const stop = new AbortController();
  let asked = 0;
  const patch = async () => {
    asked += 1;
    return new Exchange(request, 'timeout', 1);
  };
  const onSilence = () => stop.abort();
  const administration = { patch } as unknown as Administration;
  expect(await expireOrganizations(names, administration, stop.signal, onSilence)).toMatchObject({
    created: 0,
  });
  expect(asked).toBeLessThan(names.length);
});
