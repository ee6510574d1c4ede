import { Uuid } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { expect, it } from 'vitest';
import { authenticatePeer } from '../../src/greeting/authenticate-peer.ts';
import { emptyStep, exchangeStep } from '../../src/greeting/exchange-step.ts';
import type { GreetingSide, StepResult } from '../../src/greeting/greeting-side.ts';
import { paceOf, type Silence } from '../../src/greeting/pace.ts';
import { countRestarts } from '../../src/greeting/restarts.ts';

/** A pace whose clock advances only while it sleeps, and the silences that it reports. */
function fakePace(waitMs: number) {
  let now = 0;
  const reported: (Silence & { ten: number })[] = [];
  const heard: number[] = [];
  const pace = paceOf({
    waitMs,
    clock: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    onSilence: (silence) => reported.push({ ...silence, ten: Math.floor(now / 10_000) }),
    onHeard: () => heard.push(Math.floor(now / 1000)),
  });
  return { pace, reported, heard, now: () => now };
}

const attempt = Uuid.of(new Uint8Array(16).fill(1));

/** A side whose peer answers depending on the clock. */
const sideOf = (say: () => StepResult['outcome'] | 'offline'): GreetingSide => ({
  side: 'GREETER',
  start: async () => ({ outcome: 'started', attempt }),
  say: async () => ({ outcome: say(), payload: new Uint8Array(0) }) as StepResult,
  cancel: async () => undefined,
});

it('reports the awaited step every 10 s, and whether the server or the peer is silent', async () => {
  const { pace, reported, now } = fakePace(600_000);
  const side = sideOf(() => (now() < 25_000 ? 'not-ready' : now() < 35_000 ? 'offline' : 'heard'));
  const heard = await exchangeStep({ side, attempt }, emptyStep(4), pace);
  expect(heard.outcome).toBe('heard');
  expect(reported.map(({ step, of }) => [step, of])).toEqual([
    [4, 'peer'],
    [4, 'peer'],
    [4, 'server'],
  ]);
  expect(reported.map(({ ten }) => ten)).toEqual([1, 2, 3]);
});

it('reports at once that the server answers again, and that the wait is over', async () => {
  const { pace, reported, heard, now } = fakePace(600_000);
  const side = sideOf(() => (now() < 12_000 ? 'offline' : now() < 15_000 ? 'not-ready' : 'heard'));
  await exchangeStep({ side, attempt }, emptyStep(4), pace);
  expect(reported.map(({ of, ten }) => [of, ten])).toEqual([
    ['server', 1],
    ['peer', 1],
  ]);
  expect(heard).toEqual([15]);
});

it('reports nothing if the peer answers within 10 s', async () => {
  const { pace, reported, heard, now } = fakePace(600_000);
  const side = sideOf(() => (now() < 9000 ? 'not-ready' : 'heard'));
  await exchangeStep({ side, attempt }, emptyStep(4), pace);
  expect([reported, heard]).toEqual([[], []]);
});

it('reports step 0 until the other side joins the attempt', async () => {
  const { pace, reported } = fakePace(35_000);
  const person = { showCode: () => undefined, chooseCode: async () => undefined };
  const environment = { crypto: syncCrypto, person, pace, restarts: countRestarts() };
  const ended = await authenticatePeer(environment, [sideOf(() => 'not-ready')]);
  expect(ended).toMatchObject({ outcome: 'peer-absent', step: 0 });
  expect(reported.map(({ step, of, ten }) => [step, of, ten])).toEqual([
    [0, 'peer', 1],
    [0, 'peer', 2],
    [0, 'peer', 3],
  ]);
});
