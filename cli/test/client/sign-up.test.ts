import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signUp } from '../../src/client/sign-up.ts';
import { ctrlC, type Scene, type Script, scene, serverUrl } from '../support/scene.ts';

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

/** The content of the newest mail. */
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

describe('on a server with spontaneous creation', () => {
  const play: Scene = scene({ spontaneous: true, mails: () => mails });

  it('a user receives a mail, types its code, and becomes the first administrator of a new organization', async () => {
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

  it('a script requests the mail in one run and continues with its link in the next', async () => {
    await signUp(play.context(), undefined, { server: serverUrl, email: 'yan@example.com' });
    expect(play.printed).toEqual([{ email: 'yan@example.com', server: serverUrl, mail: 'sent' }]);
    const { link } = await mailed();
    await signUp(play.context(passwords), link, { name: 'Yan', organization: 'Yard', deviceLabel: 'pc' });
    expect(play.printed.at(-1)).toMatchObject({ organization: 'Yard', user: { email: 'yan@example.com' } });
    // A code works for one account.
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
        hint: expect.stringContaining(`the mail to ${email} has a link`),
      });
    }
  });

  it('the question for the code is repeated after a typing error', async () => {
    const script = [
      [/Code of the mail/, async () => ((await mailed()).code === 'AAAAAA' ? 'BBBBBB' : 'AAAAAA')],
      [/Code of the mail/, async () => (await mailed()).code],
      ...passwords,
    ] as const;
    const given = { name: 'Uli', organization: 'Umbra', deviceLabel: 'pc' };
    await signUp(play.context(script), undefined, { ...given, server: serverUrl, email: 'uli@example.com' });
    expect(play.said.join()).toContain('the code is not the one of the newest mail');
    expect(play.printed.at(-1)).toMatchObject({ organization: 'Umbra' });
  });

  it('a lost answer to the creation of the account is reported with the next command', async () => {
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
        // The requests for the configuration and the check of the code come before it.
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
      message: expect.stringContaining('the account may exist nevertheless'),
      hint: expect.stringContaining('organization create NAME'),
    });
    // It exists, and the code is used up.
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

  it('no account is created if the device cannot be saved', async () => {
    await signUp(play.context(), undefined, { server: serverUrl, email: 'theo@example.com' });
    const { link } = await mailed();
    const given = { name: 'Theo', organization: 'Tundra', deviceLabel: 'pc' };
    const nowhere = { ...play.context(passwords), folder: '/dev/null/devices' };
    await expect(signUp(nowhere, link, given)).rejects.toMatchObject({ code: 'cannot-store', exit: 1 });
    await signUp(play.context(passwords), link, given);
    expect(play.printed.at(-1)).toMatchObject({ organization: 'Tundra' });
  });

  it('a wrong code, an invalid link and a taken name are reported', async () => {
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
      hint: expect.stringContaining('the account exists'),
    });
  });
});

describe('where only the administration creates organizations', () => {
  const play: Scene = scene({ mails: () => mails });

  it('no mail is requested', async () => {
    const ended = signUp(play.context(), undefined, { server: serverUrl, email: 'zoe@example.com' });
    await expect(ended).rejects.toMatchObject({ code: 'token-needed', exit: 1 });
    expect(await readdir(mails)).toEqual([]);
  });
});
