import type { Judge } from '../../src/judge/judge.ts';
import { verifies } from '../../src/judge/verifies.ts';

const needs = ['administration'] as const;
const composed = 'é\u212B'.normalize('NFC');
const decomposed = composed.normalize('NFD');

const expectIsBootstrapped = async (judge: Judge, id: string, wanted: boolean) => {
  const answer = await judge.administration.get(id);
  judge.expect.equal(judge.expect.json(answer).is_bootstrapped, wanted, 'is_bootstrapped', answer);
};

/** Expires such an organization. The run expires only names that it generated itself. */
const expire = (judge: Judge, id: string) => judge.administration.patch(id, { is_expired: true });

for (const [name, created, addressed] of [
  ['created-composed', composed, decomposed],
  ['created-decomposed', decomposed, composed],
] as const) {
  verifies('types/organization-id-nfc', { case: name, needs }, async (judge) => {
    const stem = judge.newName();
    judge.expect.json(await judge.administration.create(`${stem}${created}`), 200, 'the creation');
    await expectIsBootstrapped(judge, `${stem}${addressed}`, false);
    judge.expect.json(await judge.administration.patch(`${stem}${addressed}`, { is_expired: true }));
    const answer = await judge.administration.get(`${stem}${created}`);
    judge.expect.equal(
      judge.expect.json(answer).is_expired,
      true,
      'is_expired, by the other spelling',
      answer,
    );
  });
}

/** Bootstraps an organization by another spelling of its name than it was created with. */
async function bootstrapRespelled(judge: Judge) {
  const stem = judge.newName();
  const created = await judge.administration.create(`${stem}${composed}`);
  const link = judge.expect.text(judge.expect.json(created), 'bootstrap_url', created);
  const payload = Buffer.from(/[?&]p=([\w-]+)/.exec(link)?.[1] ?? '', 'base64url');
  const { message, device } = judge.newBootstrap({ token: Uint8Array.from(payload.subarray(2)) });
  const organization = `${stem}${decomposed}`;
  const answer = await judge.rpc.anonymous(organization, message);
  judge.expect.reply(answer, 'ok', 'a bootstrap by the other spelling');
  return { original: `${stem}${composed}`, organization, device };
}

verifies('types/organization-id-nfc', { case: 'in-the-path', needs }, async (judge) => {
  const { original, ...author } = await bootstrapRespelled(judge);
  await expectIsBootstrapped(judge, original, true);
  const answer = await judge.rpc.authenticated(author, { cmd: 'organization_info' });
  judge.expect.integer(judge.expect.reply(answer), 'total_block_bytes', answer);
  await expire(judge, author.organization);
});

verifies(
  'types/organization-id-nfc',
  { case: 'event-stream', needs: [...needs, 'events'] },
  async (judge) => {
    const { original, ...author } = await bootstrapRespelled(judge);
    (await judge.listen({ ...author, organization: original })).close();
    const answer = await judge.rpc.listen(author);
    answer.close();
    judge.expect.answer(answer.exchange, 200, 'an event stream by the other spelling');
    await expire(judge, author.organization);
  },
);

verifies(
  'types/organization-id-nfc',
  { case: 'length', needs, why: 'The length limit applies to the composed form (NFC).' },
  async (judge) => {
    const stem = judge.newName();
    const rest = (32 - Buffer.byteLength(stem)) >> 1;
    const id = `${stem}${'e\u0301'.repeat(rest)}`;
    judge.expect.equal(Buffer.byteLength(id) > 32, true, 'bytes of the decomposed spelling > 32');
    judge.expect.json(await judge.administration.create(id), 200, 'the creation');
    await expectIsBootstrapped(judge, id.normalize('NFC'), false);
    await expire(judge, id);
  },
);

verifies('types/label-nfc', { case: 'human-label', needs }, async (judge) => {
  const label = 'Zoe\u0308 '.repeat(36).trim();
  const organization = await judge.organization();
  const email = judge.cast.person('alice').email;
  judge.expect.reply(
    await judge.bootstrap(organization, { userCertificate: { fields: { human_handle: [email, label] } } }),
    'ok',
    `a human label of ${Buffer.byteLength(label)} bytes as written, ${Buffer.byteLength(label.normalize('NFC'))} in NFC`,
  );
  const listed = await judge.administration.users(organization.id);
  const [user] = judge.expect.list(judge.expect.json(listed), 'users', listed);
  const { user_name } = Object(user) as Record<string, unknown>;
  judge.expect.equal(String(user_name).normalize('NFC'), label.normalize('NFC'), 'user_name in NFC', listed);
});
