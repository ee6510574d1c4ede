import { generateKeyPairSync, sign } from 'node:crypto';
import { fastestCrypto } from '@parsec-spec/reference-server/crypto';

// Runs in a process of its own on the server's core: counts how many device tokens the server's
// library verifies in the given number of milliseconds.
const milliseconds = Number(process.argv[2]);
const fastest = await fastestCrypto();
const text = Buffer.from(`PARSEC-SIGN-ED25519.${'0'.repeat(32)}.${Math.floor(Date.now() / 1000)}`);
const tokens = Array.from({ length: 100 }, () => {
  const { publicKey: key, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
  return { key, raw, signature: sign(null, text, privateKey) };
});
type Token = (typeof tokens)[number];

function count(verifies: (token: Token) => boolean, until: number): number {
  let done = 0;
  for (; performance.now() < until; done++) {
    const token = tokens[done % tokens.length];
    if (token === undefined || !verifies(token)) throw new Error('a signature is wrong');
  }
  return done;
}

function perSecond(verifies: (token: Token) => boolean): number {
  count(verifies, performance.now() + 100);
  const started = performance.now();
  const done = count(verifies, started + milliseconds);
  return (done / (performance.now() - started)) * 1000;
}

process.stdout.write(
  JSON.stringify({
    library: fastest.name,
    perSecond: perSecond(({ raw, signature }) => fastest.verify(raw, text, signature)),
  }),
);
