import { Uuid, encode } from '@parsec-spec/spec/codec';
import type { MailOutcome } from '@parsec-spec/spec/rules';
import type { Mutant, ServerOptions } from '../../src/core/create-server.ts';
import type { Letter } from '../../src/delivery/mailer.ts';
import { JourneyLog } from './journey-log.ts';
import { Table, claimerSteps } from './greeting-table.ts';
import { inviteDevice, inviteUser, askInvited } from './invitations.ts';
import { type Member, deviceCreation, newMember, profileChange, revocation } from './members.ts';
import { type TestOrganization, organizationBehind, testOrganization } from './test-organization.ts';

const admin = { user: { profile: 'ADMIN' } } as const;
const server_addr = { host: 'parsec.example', port: 443, tls: true } as const;

/**
 * A journey of several people on a server: invited, greeted, demoted, revoked, mailed. Its log is
 * the same on every correct server.
 */
export async function journey(
  distort: readonly Mutant[],
  options: ServerOptions = {},
): Promise<readonly string[]> {
  const log = new JourneyLog();
  let outcome: MailOutcome = 'SUCCESS';
  const mailer = {
    name: 'test',
    send: async ({ to, subject, text, html, replyTo, headers }: Letter) => {
      const about = subject.replace(/Org\S+/, 'Org');
      const links = [text, html].map(
        (part) => /https:[^\s"<]+/.exec(part)?.[0].replaceAll('&amp;', '&') ?? 'none',
      );
      const parts = links.map((link) =>
        link.replace(/Org[^?]+/, 'Org').replace(/p=.*/, (p) => `p${p.length}`),
      );
      const token = links.map((link) =>
        Buffer.from(new URL(link, 'http://x').searchParams.get('p') ?? '', 'base64url').subarray(2),
      );
      await log.note('mail', {
        to,
        about,
        parts,
        token,
        replyTo,
        headers,
        length: text.length,
        raw: /Zoë & /.test(html),
      });
      return outcome;
    },
  };
  const label = {
    founding: { user: { human_handle: ['alice@example.com', 'Zoë & Bcc'] as [string, string] } },
  };
  const organization = await testOrganization({
    ...options,
    ...label,
    mailer,
    distort,
    config: { server_addr, debug: true },
  });
  const { ask, alice, enrol, later, administer } = organization;
  const note: Note = (what, told) => log.note(what, told);
  const lists = async (who: Member) => (await ask(who, { cmd: 'invite_list' })).reply;
  const about = async (token: Uint8Array, version?: string) =>
    note('info', askInvited(organization, token, { cmd: 'invite_info' }, version));

  const [adam, bob] = [await enrol('adam', admin), await enrol('bob')];
  const phone = { ...newMember('alice'), userId: alice.userId };
  await ask(alice, deviceCreation(alice, phone, { at: later() }));
  const invited = (author: Member, claimer_email: string, send_email: boolean) =>
    note('invite', ask(author, { cmd: 'invite_new_user', claimer_email, send_email }));
  await invited(alice, 'zack@example.com', true);
  await invited(alice, 'zack@example.com', true);
  await invited(adam, 'zack@example.com', false);
  for (outcome of ['RECIPIENT_REFUSED', 'SERVER_UNAVAILABLE'] as const) {
    await invited(alice, `${outcome}@example.com`, true);
    await note('device', ask(bob, { cmd: 'invite_new_device', send_email: true }));
  }
  outcome = 'SUCCESS';
  await note('device', ask(bob, { cmd: 'invite_new_device', send_email: false }));
  await note('device', ask(adam, { cmd: 'invite_new_device', send_email: false }));
  await invited(adam, 'x@example.com', false);
  for (const who of [alice, adam, bob]) await note('list', lists(who));
  await elsewhere(organization, note);
  await greetings(organization, phone, adam, note);
  const kept = await endings(organization, adam, bob, note, about);
  await note('expired', administer('PATCH', '', { is_expired: true }));
  for (const token of kept) await about(token);
  return log.lines;
}

type Note = (what: string, told: Promise<unknown> | unknown) => Promise<void>;

async function elsewhere(organization: TestOrganization, note: Note): Promise<void> {
  const other = await organizationBehind(organization.talk);
  const token = await inviteUser(organization, organization.alice, 'elsewhere@example.com');
  await note('elsewhere', other.ask(other.alice, { cmd: 'invite_cancel', token }));
  await note('elsewhere', askInvited(other, token, { cmd: 'invite_info' }));
  const reply = await organization.talk({
    method: 'POST',
    target: `/invited/${organization.id}`,
    headers: [
      ['Api-Version', '5.6'],
      ['Content-Type', 'application/msgpack'],
      ['Authorization', `Bearer ${Buffer.from(token).toString('hex').toUpperCase()}`],
    ],
    body: Buffer.from('81a3636d64ab696e766974655f696e666f', 'hex'),
  });
  await note('upper case', reply.status);
  const many = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      inviteUser(organization, organization.alice, `m${index}@example.com`),
    ),
  );
  await note('beginnings', new Set(many.map((one) => Buffer.from(one).toString('hex', 0, 8))).size);
}

async function greetings(
  organization: TestOrganization,
  phone: Member,
  adam: Member,
  note: Note,
): Promise<void> {
  const { alice, ask } = organization;
  const token = await inviteUser(organization, alice, 'greeted@example.com');
  const table = new Table(organization, token, alice);
  const others = [new Table(organization, token, adam), new Table(organization, token, phone)] as const;
  const started = async (start: ReturnType<Table['greeterStarts']>): Promise<Uuid> => {
    const { reply } = await start;
    await note('start', reply);
    return reply?.status === 'ok' ? reply.greeting_attempt : Uuid.of(new Uint8Array(16));
  };
  const first = await started(table.greeterStarts());
  await note('start', table.claimerStarts());
  await note('adam', others[0].greeterStarts());
  const exchange = async (attempt: Uuid, to: number) => {
    for (let step = 0; step < to; step++) {
      await note('claimer', table.claimerSays(attempt, step));
      await note('claimer', table.claimerSays(attempt, step));
      await note('greeter', table.greeterSays(attempt, step));
      await note('greeter', table.greeterSays(attempt, step));
      await note('claimer', table.claimerSays(attempt, step));
    }
  };
  await exchange(first, 9);
  await note(
    'at once',
    Promise.all(
      [1, 2].map((byte) => {
        const step = { step: 'NUMBER_0_WAIT_PEER', public_key: new Uint8Array(32).fill(byte) } as const;
        return table.claimerSays(first, 0, step);
      }),
    ),
  );
  const second = await started(others[1].greeterStarts());
  await note('greeter', table.greeterSays(first, 0));
  await note('claimer', table.claimerSays(first, 0));
  await note('start', table.claimerStarts());
  await note('claimer', table.claimerSays(second, 0));
  const racing = [1, 2].map((byte) => new Uint8Array(32).fill(byte));
  const third = await started(table.greeterStarts());
  await note('start', table.claimerStarts());
  const raced = await Promise.all(
    racing.map((public_key) => table.claimerSays(third, 0, { step: 'NUMBER_0_WAIT_PEER', public_key })),
  );
  await note('raced', raced.map(({ status }) => status).toSorted());
  await note('old', table.claimerSays(third, 0, claimerSteps[0], '5.3'));
  await note('ahead', table.claimerSays(third, 1));
  await note(
    'wrong',
    table.claimerSays(third, 0, { step: 'NUMBER_5_SIGNIFY_TRUST' } as never).catch(() => 'refused'),
  );
  await note('wrong words', raw(organization, third));
  for (const reason of ['INCONSISTENT_PAYLOAD', 'MANUALLY_CANCELLED'] as const) {
    const attempt = await started(table.greeterStarts());
    await note('start', table.claimerStarts());
    await note('cancel', table.claimerCancels(attempt, reason));
    await note('cancelled', table.greeterSays(attempt, 0));
  }
  const last = await started(table.greeterStarts());
  await note('cancel', table.greeterCancels(last));
  await note('info', askInvited(organization, token, { cmd: 'invite_info' }));
  await note('list', (await ask(alice, { cmd: 'invite_list' })).reply);
}

/** A step in the words of the other side, by hand: no client of ours writes it. */
async function raw(organization: TestOrganization, attempt: Uuid): Promise<number> {
  const { status } = await organization.talk({
    method: 'POST',
    target: `/authenticated/${organization.id}`,
    headers: [
      ['Api-Version', '5.6'],
      ['Content-Type', 'application/msgpack'],
      ['Authorization', organization.authorization(organization.alice)],
    ],
    body: encode({
      cmd: 'invite_greeter_step',
      greeting_attempt: attempt,
      greeter_step: { step: 'NUMBER_2_GET_NONCE' },
    }),
  });
  return status;
}

async function endings(
  organization: TestOrganization,
  adam: Member,
  bob: Member,
  note: Note,
  about: (token: Uint8Array) => Promise<void>,
): Promise<readonly Uint8Array[]> {
  const { ask, alice, enrol, later } = organization;
  const first = await inviteUser(organization, adam, 'zack@example.com');
  const device = await inviteDevice(organization, adam);
  await about(device);
  const ofAdam = new Table(organization, first, adam);
  const attempt = await ofAdam.upTo(1).catch(() => Uuid.of(new Uint8Array(16)));
  await about(first);
  await note('stranger', new Table(organization, device, adam).claimerStarts(bob.userId));
  await ask(alice, profileChange(alice, adam.userId, 'STANDARD', later()));
  await about(first);
  for (const who of [alice, adam, bob]) await note('list', (await ask(who, { cmd: 'invite_list' })).reply);
  await ask(alice, revocation(alice, adam.userId, later()));
  await note('revoked', ofAdam.greeterSays(attempt, 1));
  await note('again', ask(alice, { cmd: 'invite_new_user', claimer_email: adam.email, send_email: false }));
  const zack = await enrol('zack');
  await note('list', (await ask(alice, { cmd: 'invite_list' })).reply);
  await note('by the invitee', ask(zack, { cmd: 'invite_complete', token: first }));
  await note('claimer', ofAdam.claimerSays(attempt, 1));
  for (const [index, cmd] of (['invite_cancel', 'invite_complete'] as const).entries()) {
    const eve = await enrol(`eve${index}`, admin);
    const token = await inviteUser(organization, eve, `end${index}@example.com`);
    const table = new Table(organization, token, alice);
    const begun = await table.upTo(1).catch(() => Uuid.of(new Uint8Array(16)));
    await note(cmd, ask(alice, { cmd, token }));
    await note('claimer', table.claimerSays(begun, 1));
    await note(
      'again',
      ask(eve, { cmd: 'invite_new_user', claimer_email: `end${index}@example.com`, send_email: false }),
    );
  }
  const own = await inviteDevice(organization, bob);
  await note('own', ask(bob, { cmd: 'invite_cancel', token: own }));
  await note('own', ask(bob, { cmd: 'invite_new_device', send_email: false }));
  await note('unknown', askInvited(organization, new Uint8Array(16).fill(9), { cmd: 'invite_info' }));
  for (const who of [alice, bob]) await note('list', (await ask(who, { cmd: 'invite_list' })).reply);
  return [first, device];
}
