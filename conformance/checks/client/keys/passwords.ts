import { verifiesClient } from '../../../src/judge/verifies.ts';
import { openOnlyDevice } from '../../../src/played-server/device-files.ts';
import { newClient } from '../../../src/played-server/new-client.ts';

/** bcrypt hashes the first 72 bytes of a password only. */
const BCRYPT_BYTES = 72;

const long = 'correct horse battery staple '.repeat(5);

/** Passwords that programs like to change, and the others that they become. */
const passwords: Readonly<Record<string, readonly [typed: string, others: readonly string[]]>> = {
  long: [`${long}7`, [long.slice(0, BCRYPT_BYTES), `${long}8`]],
  'long-of-two-byte-letters': [`${'é'.repeat(100)}7`, ['é'.repeat(BCRYPT_BYTES / 2), `${'é'.repeat(100)}8`]],
  composed: ['Zo\u00eb & Andr\u00e9 42', ['Zoe\u0308 & Andre\u0301 42']],
  decomposed: ['Zoe\u0308 & Andre\u0301 42', ['Zo\u00eb & Andr\u00e9 42']],
  compatible: [
    '\ufb01\u00bd\u2460 \uff30\uff57 42',
    ['\ufb01\u00bd\u2460 \uff30\uff57 42'.normalize('NFKC')],
  ],
  'outside-of-the-first-plane': ['\u{1f511}\u{1f40e}\u{1f50b} and a \u{10348}', ['???? and a ?']],
  'upper-and-lower-case': ['Stra\u00dfe MIX 42', ['stra\u00dfe mix 42', 'STRASSE MIX 42']],
  'blanks-around': ['  two blanks around  ', ['two blanks around']],
};

for (const [name, [typed, others]] of Object.entries(passwords)) {
  verifiesClient('client-keys/password-as-typed', { case: name, timeout: 15_000 }, async (judge) => {
    const someone = await newClient(judge);
    const { session, access, home } = someone;
    judge.expectOk(await someone.bootstrap({ password: typed }), 'a bootstrap');
    const { device } = await openOnlyDevice(judge, home, typed);
    await session.close();
    judge.expectOk(await session.logIn({ ...access, password: typed }), 'a log-in with the password');
    for (const password of others) {
      await session.close();
      judge.expectRefused(await session.logIn({ ...access, password }), 'a log-in with another password');
    }
    // The way back: a changed password is hashed as typed, too.
    const plain = `plain ${judge.random.hex(8)}`;
    for (const [password, newPassword] of [
      [typed, plain],
      [plain, typed],
    ] as const)
      judge.expectOk(await session.changePassword({ ...access, password, newPassword }), 'a change');
    const changed = await openOnlyDevice(judge, home, typed);
    judge.expect.equal(changed.device, device, 'the device, under the changed password');
  });
}
