import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signUp } from '../../src/client/sign-up.ts';
import { ctrlC, type Scene, type Script, scene, serverUrl } from './scene.ts';

let mails = '';
beforeAll(async () => {
  mails = await mkdtemp(join(tmpdir(), 'parsec-spec-mails-'));
});
afterAll(() => rm(mails, { recursive: true, force: true }));
beforeEach(async () => {
  for (const name of await readdir(mails)) await rm(join(mails, name));
});

const password = 'Nine-lives-of-77-cats';
const passwords = [
  [/^New password$/, password],
  [/again/, password],
] as const;

/** What the newest mail holds. */
async function mailed(): Promise<{ to: string; code: string; link: string }> {
  const newest = (await readdir(mails)).sort().at(-1) ?? '';
  const mail = await simpleParser(await readFile(join(mails, newest)));
  const text = mail.text ?? '';
  const [to] = [mail.to].flat();
  return {
    to: to?.text ?? '',
    code: /^[A-HJ-NP-Z2-9]{6}$/m.exec(text)?.[0] ?? '',
    link: /https?:\/\/\S+/.exec(text)?.[0] ?? '',
  };
}

describe('where anybody may create organizations', () => {
  const play: Scene = scene({ spontaneous: true, mails: () => mails });

  it('a person is sent a mail, types its code, and ends as the first administrator of an organization of her own', async () => {
    const script = [
      [/e-mail/, 'zoe@example.com'],
      [/Code of the mail/, 'nonsense'],
      [/Code of the mail/, async () => (await mailed()).code],
      [/Your name/, 'Zoe'],
      [/Name of the organization/, 'Zoo'],
      [/this device/, 'laptop'],
      ...passwords,
    ] as const;
    await signUp(play.context(script), undefined, { server: serverUrl });
    expect((await mailed()).to).toBe('zoe@example.com');
    expect(play.printed.at(-1)).toMatchObject({
      account: { email: 'zoe@example.com', name: 'Zoe' },
      organization: 'Zoo',
      user: { email: 'zoe@example.com', profile: 'ADMIN' },
      device: { label: 'laptop' },
    });
  });

  it('a script asks for the mail in one run, and goes on by its link in the next', async () => {
    await signUp(play.context(), undefined, { server: serverUrl, email: 'yan@example.com' });
    expect(play.printed).toEqual([{ email: 'yan@example.com', server: serverUrl, mail: 'sent' }]);
    const { link } = await mailed();
    await signUp(play.context(passwords), link, { name: 'Yan', organization: 'Yard', deviceLabel: 'pc' });
    expect(play.printed.at(-1)).toMatchObject({ organization: 'Yard', user: { email: 'yan@example.com' } });
    // A code is good for one account.
    const again = signUp(play.context(passwords), link, {
      name: 'Yan',
      organization: 'Yard2',
      deviceLabel: 'pc',
    });
    await expect(again).rejects.toMatchObject({ code: 'no-code', exit: 1 });
  });

  it('a question that is interrupted after the mail was sent says how to continue', async () => {
    const given = { server: serverUrl, organization: 'Tomb', deviceLabel: 'pc' };
    const scripts: Script[] = [
      [[/Code of the mail/, ctrlC]],
      [
        [/Code of the mail/, async () => (await mailed()).code],
        [/Your name/, ctrlC],
      ],
    ];
    for (const [number, script] of scripts.entries()) {
      const email = `tom-${number}@example.com`;
      await expect(signUp(play.context(script), undefined, { ...given, email })).rejects.toMatchObject({
        exit: 130,
        hint: expect.stringContaining(`the mail to ${email} holds a link`),
      });
    }
  });

  it('a code that was mistyped is asked for again', async () => {
    const script = [
      [/Code of the mail/, async () => ((await mailed()).code === 'AAAAAA' ? 'BBBBBB' : 'AAAAAA')],
      [/Code of the mail/, async () => (await mailed()).code],
      ...passwords,
    ] as const;
    const given = { name: 'Uli', organization: 'Umbra', deviceLabel: 'pc' };
    await signUp(play.context(script), undefined, { ...given, server: serverUrl, email: 'uli@example.com' });
    expect(play.said.join()).toContain('that is not the code of the mail');
    expect(play.printed.at(-1)).toMatchObject({ organization: 'Umbra' });
  });

  it('an account that may be open although no answer came is told how to go on', async () => {
    await signUp(play.context(), undefined, { server: serverUrl, email: 'vera@example.com' });
    const { link, code } = await mailed();
    const given = { name: 'Vera', organization: 'Veld', deviceLabel: 'pc' };
    const context = play.context(passwords);
    const through = context.environment.transport?.fetch;
    let asked = 0;
    const transport: NonNullable<typeof context.environment.transport> = {
      fetch: async (input, init) => {
        const answer = await through?.(input, init);
        asked += 1;
        // The configuration and the check of the code come before it.
        if (asked === 3 || answer === undefined)
          throw Object.assign(new TypeError('fetch failed'), {
            cause: Object.assign(new Error('gone'), { code: 'ECONNRESET' }),
          });
        return answer;
      },
    };
    const cut = signUp({ ...context, environment: { ...context.environment, transport } }, link, given);
    await expect(cut).rejects.toMatchObject({
      code: 'uncertain',
      exit: 4,
      message: expect.stringContaining('the account may be open all the same'),
      hint: expect.stringContaining('organization create NAME'),
    });
    // It is, and the code is used up.
    const again = signUp(play.context(passwords), undefined, {
      ...given,
      server: serverUrl,
      email: 'vera@example.com',
      code,
    });
    await expect(again).rejects.toMatchObject({
      code: 'no-code',
      hint: expect.stringContaining('organization create NAME'),
    });
  });

  it('no account is opened where no device could be kept', async () => {
    await signUp(play.context(), undefined, { server: serverUrl, email: 'theo@example.com' });
    const { link } = await mailed();
    const given = { name: 'Theo', organization: 'Tundra', deviceLabel: 'pc' };
    const nowhere = { ...play.context(passwords), folder: '/dev/null/devices' };
    await expect(signUp(nowhere, link, given)).rejects.toMatchObject({ code: 'cannot-store', exit: 1 });
    await signUp(play.context(passwords), link, given);
    expect(play.printed.at(-1)).toMatchObject({ organization: 'Tundra' });
  });

  it('a wrong code, a link that is none, and a name that is taken are told', async () => {
    const given = {
      server: serverUrl,
      email: 'xia@example.com',
      name: 'Xia',
      organization: 'Xeno',
      deviceLabel: 'pc',
    };
    await signUp(play.context(), undefined, { server: serverUrl, email: 'xia@example.com' });
    const { code } = await mailed();
    const wrong = code === 'AAAAAA' ? 'BBBBBB' : 'AAAAAA';
    await expect(signUp(play.context(), undefined, { ...given, code: wrong })).rejects.toMatchObject({
      code: 'wrong-code',
      exit: 1,
    });
    await expect(signUp(play.context(), undefined, { ...given, code: '12' })).rejects.toMatchObject({
      code: 'bad-option',
      exit: 2,
    });
    await expect(signUp(play.context(), 'parsec3://x/y?a=claim_user&p=wA', {})).rejects.toMatchObject({
      code: 'bad-option',
      exit: 2,
    });
    await signUp(play.context(passwords), undefined, { ...given, code });
    await signUp(play.context(), undefined, { server: serverUrl, email: 'wim@example.com' });
    const taken = { ...given, email: 'wim@example.com', code: (await mailed()).code };
    await expect(signUp(play.context(passwords, 'wim'), undefined, taken)).rejects.toMatchObject({
      code: 'already-bootstrapped',
      hint: expect.stringContaining('the account stands'),
    });
  });
});

describe('where only the administration creates organizations', () => {
  const play: Scene = scene({ mails: () => mails });

  it('nobody is sent a mail that would lead nowhere', async () => {
    const ended = signUp(play.context(), undefined, { server: serverUrl, email: 'zoe@example.com' });
    await expect(ended).rejects.toMatchObject({ code: 'token-needed', exit: 1 });
    expect(await readdir(mails)).toEqual([]);
  });
});
