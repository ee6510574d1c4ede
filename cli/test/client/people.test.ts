import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { inviteCancel, inviteList, inviteOwnDevice, inviteUserByMail } from '../../src/client/invitations.ts';
import { inviteClaim } from '../../src/client/invite-claim.ts';
import { inviteGreet } from '../../src/client/invite-greet.ts';
import { organizationCreate } from '../../src/client/organization-create.ts';
import { userRevoke, userSetProfile } from '../../src/client/user-change.ts';
import { userList } from '../../src/client/user-list.ts';
import { welcome } from '../../src/client/welcome.ts';
import { type Script, scene, serverUrl, token } from '../support/scene.ts';

const play = scene();
const password = 'Nine-lives-of-77-cats';
const bobs = 'Quite-another-of-12-words';
const own = [/Password of the device/, password] as const;
const bobsOwn = [/Password of the device/, bobs] as const;
const created = [
  [/^New password$/, bobs],
  [/again/, bobs],
] as const;

beforeEach(async () => {
  const founder = { email: 'alice@example.com', name: 'Alice', deviceLabel: 'laptop' };
  const script = [
    [/first user/, true],
    [/^New password$/, password],
    [/again/, password],
  ] as const;
  await organizationCreate(play.context(script), 'Acme', {
    server: serverUrl,
    administrationToken: token,
    ...founder,
  });
});

/** Picks the code of the other person. */
const heard = (whom: RegExp) => async (choices: readonly string[]) => {
  const index = choices.indexOf(await play.codeOf(whom));
  expect([choices.length, index >= 0]).toEqual([5, true]);
  return index;
};

const invited = async (email = 'bob@example.com'): Promise<{ token: string; link: string }> => {
  await inviteUserByMail(play.context([own]), email, { mail: false });
  return play.printed.at(-1) as { token: string; link: string };
};

const greeting = (profile: number): Script => [
  own,
  [/Which code does the newcomer read to you/, heard(/Alice/)],
  [/^Which profile for Bob\?$/, profile],
];

const claiming: Script = [
  [/Your name/, 'Bob'],
  [/this device/, 'desktop'],
  ...created,
  [/Which code does Alice <alice@example.com> read to you/, heard(/newcomer/)],
];

async function enrolled(profile = 0): Promise<void> {
  const { token: its, link } = await invited();
  await Promise.all([
    inviteGreet(play.context(greeting(profile)), its, {}),
    inviteClaim(play.context(claiming, 'bob'), link, {}),
  ]);
}

const mismatch = 'Either one of you slipped, or somebody intercepts the connection. Nobody was admitted.';

describe('two people at two terminals', () => {
  it('compare codes; one is enrolled as the other decides, and sees the organization', async () => {
    await enrolled();
    expect(play.printed.slice(-2)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          type: 'USER',
          user: expect.objectContaining({ name: 'Bob', profile: 'STANDARD' }),
          invitation: expect.objectContaining({ completed: true }),
        }),
        expect.objectContaining({
          organization: 'Acme',
          user: expect.objectContaining({ email: 'bob@example.com' }),
          verified: true,
          resumed: false,
        }),
      ]),
    );
    expect(play.texts.join('\n')).toContain('You are Bob@desktop in Acme, profile STANDARD.');
    expect(play.texts.join('\n')).toContain(
      'Bob@desktop <bob@example.com> is enrolled with the profile STANDARD.',
    );
    await userList(play.context([bobsOwn], 'bob'), {});
    expect(play.printed.at(-1)).toMatchObject({
      users: [
        { name: 'Alice', profile: 'ADMIN', devices: [{ label: 'laptop' }] },
        { name: 'Bob', devices: [{ label: 'desktop' }] },
      ],
    });
    expect(play.texts.at(-1)).toContain('Bob <bob@example.com> (you)  STANDARD');
  });

  it('do not enrol if the claimer picks none of the codes, and both see an explanation', async () => {
    const { token: its, link } = await invited();
    const script: Script = [...claiming.slice(0, -1), [/Which code/, 4]];
    const ended = await Promise.allSettled([
      inviteGreet(play.context([own]), its, {}),
      inviteClaim(play.context(script, 'bob'), link, {}),
    ]);
    const [greeter, claimer] = ended.map((each) =>
      each.status === 'rejected' ? (each.reason as Error) : new Error('done'),
    );
    expect(claimer?.message).toBe(`The codes do not match. ${mismatch}`);
    expect(greeter?.message).toBe(`The newcomer reports that the codes do not match. ${mismatch}`);
    expect([claimer, greeter]).toMatchObject([{ code: 'codes-differ', exit: 1 }, { exit: 1 }]);
    await userList(play.context([own]), {});
    expect(play.printed.at(-1)).toMatchObject({ users: [{ name: 'Alice' }] });
  });

  it('`--code -` at a terminal is a question, which refuses an invalid code', async () => {
    const { token: its, link } = await invited();
    const script: Script = [
      own,
      [/Code that the newcomer reads to you/, 'no code'],
      [/Code that the newcomer reads to you/, async () => ` ${(await play.codeOf(/Alice/)).toLowerCase()} `],
      [/Which profile for Bob/, 0],
    ];
    await Promise.all([
      inviteGreet(play.context(script), its, { code: '-' }),
      inviteClaim(play.context(claiming, 'bob'), link, {}),
    ]);
    expect(play.texts.join('\n')).toContain(
      'Bob@desktop <bob@example.com> is enrolled with the profile STANDARD.',
    );
    expect(play.said).toContainEqual(expect.stringContaining('! expected four letters or digits'));
  });

  it('do not enrol if the greeter refuses', async () => {
    const { token: its, link } = await invited();
    const ended = await Promise.allSettled([
      inviteGreet(play.context(greeting(3)), its, {}),
      inviteClaim(play.context(claiming, 'bob'), link, {}),
    ]);
    expect(ended.map((each) => each.status === 'rejected' && (each.reason as { code: string }).code)).toEqual(
      ['declined', 'unconfirmed'],
    );
    expect(
      (await readdir(join(play.home(), 'bob', 'devices'))).every((name) => name.endsWith('.claim')),
    ).toBe(true);
  });

  it('a user adds a second device, greeted by the first one', async () => {
    await enrolled();
    await inviteOwnDevice(play.context([bobsOwn], 'bob'), {});
    const { token: its, link } = play.printed.at(-1) as { token: string; link: string };
    await Promise.all([
      inviteGreet(
        play.context([bobsOwn, [/Which code/, heard(/the greeter/)], [/Add the device phone/, true]], 'bob'),
        its,
        {},
      ),
      inviteClaim(
        play.context([[/this device/, 'phone'], ...created, [/Which code/, heard(/newcomer/)]], 'phone'),
        link,
        {},
      ),
    ]);
    await userList(play.context([bobsOwn], 'phone'), {});
    expect(play.printed.at(-1)).toMatchObject({
      users: [{}, { name: 'Bob', devices: [{ label: 'desktop' }, { label: 'phone' }] }],
    });
  });

  it('`client` alone offers to use an invitation if no device is stored', async () => {
    const { token: its, link } = await invited();
    await Promise.all([
      inviteGreet(play.context(greeting(1)), its, {}),
      welcome(
        play.context(
          [
            [/What now/, 2],
            [/Link of the invitation/, ` ${link.slice(0, 30)}\n${link.slice(30)}`],
            ...claiming,
          ],
          'bob',
        ),
      ),
    ]);
    expect(play.texts.join('\n')).toContain('You are Bob@desktop in Acme, profile ADMIN.');
  });
});

describe('invitations', () => {
  it('are listed while they are open, and with --all after their end', async () => {
    const { token: its } = await invited();
    await invited('carol@example.com');
    await inviteCancel(play.context([own]), its, {});
    await inviteList(play.context([own]), {});
    expect(play.printed.at(-1)).toMatchObject({
      invitations: [{ email: 'carol@example.com', status: 'PENDING', created_by: { name: 'Alice' } }],
    });
    await inviteList(play.context([own]), { all: true });
    expect(play.printed.at(-1)).toMatchObject({ invitations: [{ token: its, status: 'CANCELLED' }, {}] });
  });

  it('that were cancelled, used or never existed have different errors', async () => {
    const { token: its, link } = await invited();
    await inviteCancel(play.context([own]), link, {});
    await expect(inviteCancel(play.context([own]), its, {})).rejects.toMatchObject({
      code: 'cancelled-before',
      exit: 1,
    });
    await expect(inviteCancel(play.context([own]), '0'.repeat(32), {})).rejects.toMatchObject({
      code: 'invitation-unknown',
    });
    await expect(inviteClaim(play.context([], 'bob'), link, {})).rejects.toMatchObject({
      code: 'invitation-gone',
    });
    await expect(inviteGreet(play.context([own]), its, {})).rejects.toMatchObject({
      code: 'invitation-cancelled',
    });
    await expect(inviteGreet(play.context([own]), '12', {})).rejects.toMatchObject({
      code: 'bad-option',
      exit: 2,
    });
  });

  it('are chosen from a list if the greeter names none', async () => {
    await expect(inviteGreet(play.context([own]), undefined, {})).rejects.toMatchObject({
      message: 'no invitation is open',
    });
    await invited('zack@example.com');
    const { link } = await invited();
    const nobody = play.context([own, [/Which invitation/, 2]]);
    await expect(inviteGreet(nobody, undefined, {})).rejects.toThrow('no such choice');
    const listed = async (choices: readonly string[]) => choices.findIndex((line) => line.includes('bob@'));
    const script: Script = [own, [/Which invitation/, listed], ...greeting(0).slice(1)];
    await Promise.all([
      inviteGreet(play.context(script), undefined, {}),
      inviteClaim(play.context(claiming, 'bob'), link, {}),
    ]);
    expect(play.said.join()).not.toContain('zack');
  });

  it('need an administrator, and are not for members', async () => {
    await enrolled();
    await expect(
      inviteUserByMail(play.context([bobsOwn], 'bob'), 'zack@example.com', {}),
    ).rejects.toMatchObject({ code: 'may-not-invite' });
    await expect(inviteUserByMail(play.context([own]), 'bob@example.com', {})).rejects.toMatchObject({
      code: 'member-already',
    });
  });
});

describe('users', () => {
  it('get another profile, are revoked after a confirmation, and return by a new invitation', async () => {
    await enrolled();
    await userSetProfile(play.context([own]), 'bob@example.com', 'outsider', {});
    expect(play.texts.at(-1)).toBe('Bob <bob@example.com> was STANDARD and is now OUTSIDER.');
    await userList(play.context([bobsOwn], 'bob'), {});
    expect(play.printed.at(-1)).toMatchObject({
      users: [
        { name: null, email: null },
        { name: null, profile: 'OUTSIDER' },
      ],
    });
    await expect(
      userRevoke(
        play.context([own, [/Revoke Bob <bob@example.com> permanently/, false]]),
        'bob@example.com',
        {},
      ),
    ).rejects.toMatchObject({ code: 'interrupted' });
    await userRevoke(play.context([own, [/Revoke/, true]]), 'bob@example.com', {});
    expect(play.printed.at(-1)).toMatchObject({
      email: 'bob@example.com',
      revoked_on: expect.stringMatching(/^20/),
    });
    await expect(userList(play.context([bobsOwn], 'bob'), {})).rejects.toMatchObject({
      code: 'user-revoked',
      exit: 1,
    });
    await userList(play.context([own]), { revoked: false });
    expect(play.printed.at(-1)).toMatchObject({ users: [{ name: 'Alice' }] });
    await invited();
  });

  it('that do not exist, and the own user, are not changed', async () => {
    await expect(userRevoke(play.context([own]), 'nobody@example.com', {})).rejects.toMatchObject({
      code: 'no-user',
      exit: 2,
    });
    await expect(
      userRevoke(play.context([own, [/Revoke/, true]]), 'alice@example.com', {}),
    ).rejects.toMatchObject({ code: 'oneself', exit: 1 });
    await expect(userSetProfile(play.context([]), 'alice@example.com', 'OWNER', {})).rejects.toMatchObject({
      code: 'bad-option',
      exit: 2,
    });
  });
});
