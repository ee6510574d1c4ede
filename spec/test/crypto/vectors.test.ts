// The known answers of libparsec's own tests, on every provider.
import { describe, expect, test } from 'vitest';
import {
  deriveIdentifier,
  deriveSecretKey,
  formatRecoveryPassphrase,
  isSasCode,
  parseRecoveryPassphrase,
  sasCodeOf,
  sasCodes,
  sealedBoxOpen,
  sharedSecret,
} from '../../src/crypto/index.ts';
import { bytes, hex, utf8 } from '../support/hex.ts';
import { providers } from '../support/providers.ts';

const base = utf8('all your base are belong to us');
const K = bytes('2ff13803789977db4f8ccabfb6b26f3e70eb4453d396dcb2315f7690cbc2e3f1');

describe.each(providers)('published vectors, $name', (crypto) => {
  test('the published signature verifies, one off the curve never does', async () => {
    const key = bytes('78958e49abad190be2d51bab73af07f87682cfcd65cceedd27e4b2a94bfd8537');
    const signature = bytes(
      '32d26711dc973e8df13bbafddc23fc26efe4aca1b86a4e0e7dad7c03df7ffc25d24b865478d164f8868ad0e087587e2c45e45d5598c7929b4605699bbab4b109',
    );
    expect(await crypto.verify(key, base, signature)).toBe(true);
    const offCurve = bytes('7e771d03da8ed86aaea5b82f2b3754984cb49023e9c51297b99c5c4fd0d2dc54');
    expect(await crypto.verify(offCurve, base, signature)).toBe(false);
    expect(await crypto.verify(key.subarray(1), base, signature)).toBe(false);
    expect(await crypto.verify(key, base, signature.subarray(1))).toBe(false);
  });

  test.each([
    [
      'root',
      'b62e7d2a9ed95187975294a1afb1ba345a79e4beb873389366d6c836d20ec5bc',
      'be2976732cec8ca94eedcf0aafd413cd159363e0fadc9e68572c77a1e17d9bbd',
    ],
    [
      'alice',
      'd544f66ece9c85d5b80275db9124b5f04bb038081622bed139c1e789c5217400',
      '845415cd821748005054dba8d456ac18ad3e71acdf980e19d6a925191362c9f9',
    ],
    [
      'bob',
      '85f47472a2c0f30f01b769617db248f3ec8d96a490602a9262f95e9e43432b30',
      '840d872f4252da2d1c9f81a77db5f0a5b9b60a5cde1eeabf40388ef6bca64909',
    ],
  ])('the verify key of %s is derived from its seed', async (_, seed, verifyKey) => {
    expect(hex(await crypto.verifyKeyOf(bytes(seed)))).toBe(verifyKey);
  });

  test('the public key of bob is derived from his private key', async () => {
    const key = bytes('16767ec446f2611f971c36f19c2dc11614d853475ac395d6c1d70ba46d07dd49');
    expect(hex(await crypto.publicKeyOf(key))).toBe(
      '7c999e9980bef37707068b07d975591efc56335be9634ceef7c932a09c891e25',
    );
  });

  test('secretbox and MAC reproduce the published bytes', () => {
    const box = bytes(
      '5705b4386acf746e64aca52767d7fdd66bff3e82d87be3346c6d8e9c0ca0db43afe622c04473551737c2a0c65200bf64580c40f639ad6c622286ba13a92612ea2358d78f3b96',
    );
    expect(crypto.secretboxOpen(K, box)).toEqual({ ok: true, plain: base });
    expect(crypto.secretboxSeal(K, box.subarray(0, 24), base)).toEqual(box);
    expect(hex(crypto.mac512(K, base))).toBe(
      '37e763810a922d4ff377f648d2a92fbabc3dc1271fd343fc961b387a2817b493788eb928a8550bf2ba2512fac822046b9365c525e0627455de89c74758880066',
    );
  });

  test('the account token and the device token are reproduced', async () => {
    const accountKey = Uint8Array.from(Buffer.from('zCNJOtAmCVI6FIvoPAFBJr5ehbhswvvbhkHR+dUrjaM=', 'base64'));
    const account = 'PARSEC-MAC-BLAKE2B.9aae259f748045cc9fe7146eab0b132e.1745151120';
    expect(base64url(crypto.mac512(accountKey, utf8(account)))).toBe(
      'I7b4206GeXp9qVQN8DLjoM9ul_kLhxa95X75hnGUcE9lNrlrK3PCXOhaxFi_FW5JZS504r6Xp7MMoxVZG9sMRQ==',
    );
    const alice = bytes('d544f66ece9c85d5b80275db9124b5f04bb038081622bed139c1e789c5217400');
    const device = 'PARSEC-SIGN-ED25519.de10a11cec0010000000000000000000.1638618643';
    expect(base64url(await crypto.sign(alice, utf8(device)))).toBe(
      'Uo2jZ0f8PlOSY3mVEzPeAn9dFMHHDp4jdJdRAyO2WDFgSK0X2WNhQIF0ZCWdPNRTmKk8bmLiydYIYLsk980xDQ==',
    );
  });

  test('SHA-256 and BLAKE2b reproduce the published hashes', async () => {
    const hash = await crypto.sha256(utf8('Hello, World !'));
    expect(hex(hash)).toBe('7d486915b914332bb5730fd772223e8b276919e51edca2de0f82c5fc1bce7eb5');
    const blake = (text: string) => hex(crypto.blake2b(utf8(text), { size: 16 }));
    expect(blake('')).toBe('cae66941d9efbd404e4d88758ea67670');
    expect(blake('hello world')).toBe('e9a804b2e527fd3601d2ffc0bb023cd6');
    expect(blake('PARSEC_PASSWORD_ARGON2ID.alice@example.com')).toBe('58403066db4ea4b72f2527ea4e5977b2');
    expect(blake('PARSEC_PASSWORD_ARGON2ID.bob@example.com')).toBe('faa5b11d445a9bd35cb291e7c344e5bf');
  });

  test('Argon2id reproduces the published key', async () => {
    const salt = bytes('cffcc16d78cbc0e773aa5ee7b2210159');
    const parameters = { memlimitKib: 8, opslimit: 1, parallelism: 1, salt };
    expect(hex(await crypto.argon2id(utf8('P@ssw0rd.'), parameters))).toBe(
      'a2754dba7066a49f487737790388548c2af0ddfbed609805184ca5023afe1983',
    );
  });

  test('the published sealed box opens', async () => {
    const key = bytes('7e771d03da8ed86aaea5b82f2b3754984cb49023e9c51297b99c5c4fd0d2dc54');
    const box = bytes(
      'e38919105de15295805e7dd8d3c03c79185278b7fd27abac2f9147e06afab065b1a639db2c1191b930bf172327b0a9b2ab4acad57895e787e1b2dd1dfec9',
    );
    expect(await sealedBoxOpen(crypto, key, box)).toEqual({ ok: true, plain: utf8('Hello, World !') });
  });

  test('greeter and claimer reach the published shared key, and not with their roles exchanged', async () => {
    const one = bytes('7d406ac1e4df6c16d656290350499345432e8f75260c2809302ba8c4500548c2');
    const two = bytes('1e41b6450e2862452c2c40f5b1b6298d8a2433b3131ac8291a4840e5057c313b');
    const [publicOne, publicTwo] = [await crypto.publicKeyOf(one), await crypto.publicKeyOf(two)];
    const side = async (role: 'GREETER' | 'CLAIMER', own: 1 | 2) =>
      hex(
        (await sharedSecret(crypto, {
          role,
          privateKey: own === 1 ? one : two,
          publicKey: own === 1 ? publicOne : publicTwo,
          peer: own === 1 ? publicTwo : publicOne,
        })) ?? new Uint8Array(),
      );
    const published = '4883290bad8fb20dee068de4967e5df149bda8c3702864bc7cb5d59c098a642f';
    expect([await side('GREETER', 1), await side('CLAIMER', 2)]).toEqual([published, published]);
    const exchanged = 'b03d9e5fcca0608c5b6c4072e9b2fbd7ecf925168b678a2858e3c7a5e1d4f380';
    expect([await side('GREETER', 2), await side('CLAIMER', 1)]).toEqual([exchanged, exchanged]);
  });
});

test('key derivation reproduces the published key and id', () => {
  const uuid = bytes('cadc3f583b8647f2a3227400fc02e096');
  expect(hex(deriveSecretKey(K, uuid))).toBe(
    '37e3cb9389fbc55d17daff9aeedf0ebaf18bc8be733e8a991f56b83bd379f3b8',
  );
  expect(hex(deriveIdentifier(K, uuid))).toBe('6e4e1d47d0eb03670695f081d678f0da');
});

test('SAS codes are the published ones', () => {
  const claimer = bytes(
    'f4b8b6327c5d49580d34fdb0512cbcb9b794511eb33631258dfdbcf7ebccc875909e79ae346d6eefbf775fed9fe9027cae0f56bb9269f0aae3eaf614cd89e77e',
  );
  const greeter = bytes(
    '031a533ea63a2d85f5ca69720dfdde2799982aebff22cca1d97b433770492f291721c59b088afcecb80385ce313b58902ea3bac3857856194af4d08c8f0b8c3c',
  );
  const key = bytes('1452fb69a5eed5c1e432c3e666d7b17bdf21b33088086682ddc45b6fa33a0460');
  expect(sasCodes(key, claimer, greeter)).toEqual({ claimer: '4BKE', greeter: 'QR2Q' });
  const own = bytes('4883290bad8fb20dee068de4967e5df149bda8c3702864bc7cb5d59c098a642f');
  const codes = sasCodes(own, new Uint8Array(64).fill(1), new Uint8Array(64).fill(2));
  expect(codes).toEqual({ claimer: '4BP8', greeter: 'FXC6' });
  expect([0, 123_456, 2 ** 20 - 1].map(sasCodeOf)).toEqual(['AAAA', 'AU2D', '9999']);
  expect(() => sasCodeOf(2 ** 20)).toThrow(RangeError);
  expect(['4BKE', '4bke', 'AAA0', 'AAAI', 'AAA'].map(isSasCode)).toEqual([true, false, false, false, false]);
});

test('recovery passphrases are read, also with typing variants', () => {
  const one = 'F4D4-ZGIQ-3DYH-WPFF-QPIM-DWXJ-VFKA-Z7FT-K444-EU2Q-7DAI-QPGW-NNWQ';
  const two = 'D5VR-53YO-QYJW-VJ4A-4DQR-4LVC-W425-3CXN-F3AQ-J6X2-YVPZ-XBAO-NU4Q';
  const key = bytes('2f07cc9910d8f07b3ca583d0c1dae9a9540cfcb35739c25350f8c0883cd66b6d');
  expect(parseRecoveryPassphrase(one)).toEqual({ ok: true, key });
  expect(formatRecoveryPassphrase(key)).toBe(one);
  const typed = two.toLowerCase().replaceAll('-', ' 8\t').replaceAll('o', '0').replaceAll('i', '1');
  const other = bytes('1f6b1eef0e86136aa780e0e11e2ea2b735dd8aed2ec104fafac55f9b840e6d39');
  expect(parseRecoveryPassphrase(typed)).toEqual({ ok: true, key: other });
  const sizes = ['', '-@//', two.slice(0, -5), `${two}${two.slice(-5)}`].map((text) => {
    const read = parseRecoveryPassphrase(text);
    return read.ok ? 'read' : read.size;
  });
  expect(sizes).toEqual([0, 0, 30, 35]);
  // The last character carries one bit, so any character but A and Q is mistyped.
  expect(parseRecoveryPassphrase(`${two.slice(0, -1)}R`)).toEqual({ ok: false, reason: 'key-size', size: 0 });
});

const base64url = (data: Uint8Array): string =>
  Buffer.from(data).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
