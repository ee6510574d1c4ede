import { Uuid } from '@parsec-spec/spec/codec';
import type { MailOutcome } from '@parsec-spec/spec/rules';
import { expect, test } from 'vitest';
import type { Distortion } from '../src/core/index.ts';
import { signUpMailDistortions } from '../src/distortions/sign-up-mails.ts';
import { signUpDistortions } from '../src/distortions/sign-up.ts';
import { codeIn, otherThan, SignUpDesk } from './sign-up.ts';

const [zoe, yan] = ['zoe@example.com', 'yan@example.com'];

/** Outcomes of all that people do to sign up, and how many mails went where. */
async function journey(distort: readonly Distortion[]): Promise<readonly string[]> {
  const told: string[] = [];
  const note = async (answer: Promise<{ http: number; status: string | undefined }>): Promise<void> => {
    const { http, status } = await answer;
    told.push(String(status ?? http));
  };
  const limited = new SignUpDesk({
    distort,
    config: { validation_emails: { cooldown: 60, mostPerHour: 0 } },
  });
  for (const outcome of ['SUCCESS', 'SERVER_UNAVAILABLE'] as const) {
    limited.outcome = outcome;
    limited.pass(3600);
    await note(limited.mail(zoe, '203.0.113.1'));
    for (let refused = 0; refused < 2; refused++) {
      const { reply } = await limited.mail(zoe, '203.0.113.1');
      told.push(reply?.status === 'email_sending_rate_limited' ? reply.wait_until.toString() : 'taken');
    }
    await note(limited.mail(yan, '203.0.113.1'));
    limited.pass(60);
    await note(limited.mail(zoe, '203.0.113.1'));
  }
  limited.outcome = 'SUCCESS';
  limited.pass(3600);
  await note(limited.mail(zoe, '203.0.113.2'));
  // Failures at the code shorten no pause.
  for (let wrong = 0; wrong < 4; wrong++) await note(limited.check(zoe, 'AAAAAA'));
  await note(limited.mail(zoe, '203.0.113.4'));
  const desk = new SignUpDesk({ distort });
  const code = async (email: string): Promise<string> => {
    await note(desk.mail(email));
    const letter = desk.letters.findLast(({ to }) => to === email);
    told.push(/sign_up/.test(letter?.text ?? '') ? 'link' : 'no link');
    told.push(letter?.html.includes(`>${codeIn(letter)}<`) === true ? 'both' : 'one');
    return letter === undefined ? 'AAAAAA' : codeIn(letter);
  };
  for (const outcome of ['SERVER_UNAVAILABLE', 'RECIPIENT_REFUSED', 'SUCCESS'] satisfies MailOutcome[]) {
    desk.outcome = outcome;
    await note(desk.mail(zoe));
  }
  const usable = (text: string): string => (/^[A-HJ-NP-Z2-9]{6}$/.test(text) ? text : 'AAAAAA');
  const first = usable(await code(zoe));
  const second = usable(await code(zoe));
  told.push(first.slice(0, 4) === second.slice(0, 4) ? 'alike' : 'unlike');
  for (const spelling of ['Zoe@example.com', 'zoe@EXAMPLE.com']) await note(desk.check(spelling, second));
  await note(desk.check(zoe, first));
  await note(desk.check(zoe, second));
  await note(desk.create(zoe, otherThan(second)));
  await note(desk.create(yan, second));
  const other = usable(await code(yan));
  await note(desk.check(yan, second));
  await note(desk.check(zoe, second));
  const method = Uuid.of(new Uint8Array(16).fill(5));
  await note(desk.create(zoe, second, method));
  await note(desk.create(zoe, second, method));
  await note(desk.mail(zoe));
  await note(desk.create(yan, other, method));
  await note(desk.create(yan, other));
  const race = usable(await code('race@example.com'));
  const racers = await Promise.all([1, 2, 3].map(() => desk.create('race@example.com', race)));
  told.push(
    racers
      .map(({ status }) => status)
      .toSorted()
      .join(),
  );
  const strangers = ['c@example.com', 'd@example.com'];
  const codes: string[] = [];
  for (const email of strangers) codes.push(usable(await code(email)));
  const opened = await Promise.all(strangers.map((email, index) => desk.create(email, codes[index] ?? '')));
  told.push(opened.map(({ status }) => status).join());
  for (const email of ['a@example.com', 'b@example.com']) {
    const right = usable(await code(email));
    for (let wrong = 0; wrong < 2; wrong++) await note(desk.check(email, otherThan(right)));
    const next = usable(await code(email));
    await note(desk.check(email, otherThan(next)));
    await note(desk.create(email, otherThan(next)));
    await note(desk.create(email, otherThan(next)));
    await note(desk.create(email, next));
  }
  const { status } = await desk.server.handle(formless);
  told.push(String(status), desk.letters.map(({ to, headers }) => `${to} ${headers?.Cc}`).join());
  return told;
}

/** A code of five characters: no client of ours writes it. */
const formless = {
  method: 'POST',
  target: '/anonymous_server',
  headers: [
    ['Api-Version', '5.6'],
    ['Content-Type', 'application/msgpack'],
  ],
  body: {
    read: async () =>
      Buffer.concat([
        Buffer.from('82a3636d64b6', 'hex'),
        Buffer.from('account_create_proceed'),
        Buffer.from('b3', 'hex'),
        Buffer.from('account_create_step'),
        Buffer.from('83a473746570b3', 'hex'),
        Buffer.from('NUMBER_0_CHECK_CODE'),
        Buffer.from('af', 'hex'),
        Buffer.from('validation_code'),
        Buffer.from('a5', 'hex'),
        Buffer.from('AAAAA'),
        Buffer.from('a5656d61696caf', 'hex'),
        Buffer.from('zoe@example.com'),
      ]),
  },
  peer: '',
  secure: false,
} as const;

const right = await journey([]);

test('a right server is the same each time', async () => {
  expect(right.length).toBeGreaterThan(50);
  expect(right).toContain('415');
  expect(await journey([])).toEqual(right);
});

test.each([...signUpDistortions, ...signUpMailDistortions].map((one) => [one.name, one] as const))(
  '%s shows',
  async (_, distortion) => {
    expect(await journey([distortion])).not.toEqual(right);
  },
);
