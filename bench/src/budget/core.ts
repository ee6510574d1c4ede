import { type Call, createServer } from '@parsec-spec/reference-server/core';
import { fastestCrypto } from '@parsec-spec/reference-server/crypto';
import { DateTime } from '@parsec-spec/spec/codec';
import { nodeCrypto } from '@parsec-spec/spec/crypto';
import { newPerson } from '../load/people.ts';
import { bootstrap, creation, info, tokenIn, userCreation } from '../load/requests.ts';
import { takenApart } from '../soak/request.ts';

// In a process of its own on the first core: microseconds of a verification, and of each kind of request inside the
// server's core in memory, without HTTP and without verification. The best of many short series: what disturbs only adds.

const fast = await fastestCrypto();
const server = createServer({
  crypto: { ...fast, verify: () => true },
  config: { administration_token: 's3cr3t' },
});

function call(bytes: Buffer): Call {
  const { body, ...head } = takenApart(bytes);
  return { ...head, body: { read: async () => body }, peer: '127.0.0.1', secure: false };
}

async function best(calls: readonly Call[], rounds: number): Promise<number> {
  const series = 25;
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    for (let at = 0; at + series <= calls.length; at += series) {
      const started = performance.now();
      for (const one of calls.slice(at, at + series)) {
        const { status } = await server.handle(one);
        if (status !== 200) throw new Error(`answered ${status}`);
      }
      least = Math.min(least, ((performance.now() - started) * 1000) / series);
    }
  }
  return least;
}

function bestVerification(): number {
  const [seed, text] = [nodeCrypto.randomBytes(32), Buffer.alloc(63, 'P')];
  const [key, signature] = [nodeCrypto.verifyKeyOf(seed), nodeCrypto.sign(seed, text) as Uint8Array];
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 500; round++) {
    const started = performance.now();
    for (let time = 0; time < 20; time++) fast.verify(key, text, signature);
    least = Math.min(least, ((performance.now() - started) * 1000) / 20);
  }
  return least;
}

const founded = [];
for (let index = 0; index < 4_000; index++) {
  const [name, founder, at] = [`budget-${index}`, newPerson(), BigInt(Date.now()) * 1000n];
  const { body } = await server.handle(call(creation(name)));
  const request = call(bootstrap(name, tokenIn(Buffer.from(String(body))), founder, DateTime.of(at)));
  founded.push({ name, admin: founder.device, at, request });
}
const bootstraps = await best(
  founded.map(({ request }) => request),
  1,
);
const called = founded.slice(-100);
const calls = await best(
  called.map(({ name, admin }) => call(info(name, admin))),
  300,
);
const creations = Array.from({ length: 4_000 }, (_, index) => {
  const { name, admin, at } = called[index % called.length] ?? never();
  return call(userCreation(name, admin, newPerson(), DateTime.of(at + BigInt(index + 1))));
});
const users = await best(creations, 1);
process.stdout.write(
  JSON.stringify({ verification: bestVerification(), call: calls, bootstrap: bootstraps, users }),
);

function never(): never {
  throw new Error('nothing was founded');
}
