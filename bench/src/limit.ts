import { fastestCrypto } from '@parsec-spec/reference-server/crypto';
import { nodeCrypto } from '@parsec-spec/spec/crypto';

// In a process of its own on the server's core: as many verifications of device tokens as fit into the milliseconds given.
const milliseconds = Number(process.argv[2]);
const { verify, name } = await fastestCrypto();
const text = Buffer.from(`PARSEC-SIGN-ED25519.${'0'.repeat(32)}.${Math.floor(Date.now() / 1000)}`);
const tokens = Array.from({ length: 100 }, () => {
  const seed = nodeCrypto.randomBytes(32);
  return { key: nodeCrypto.verifyKeyOf(seed), signature: nodeCrypto.sign(seed, text) as Uint8Array };
});

function count(until: number): number {
  let done = 0;
  for (; performance.now() < until; done++) {
    const token = tokens[done % tokens.length];
    if (token === undefined || !verify(token.key, text, token.signature))
      throw new Error('a signature is wrong');
  }
  return done;
}

count(performance.now() + 100);
const started = performance.now();
const done = count(started + milliseconds);
process.stdout.write(
  JSON.stringify({ perSecond: (done / (performance.now() - started)) * 1000, library: name }),
);
