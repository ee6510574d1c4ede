import { redirectionIn, tokenOf } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { attemptIn, pairOf } from '../../../src/vocabulary/actions/greeting.ts';
import {
  askDeviceInvitation,
  askInfo,
  askUserInvitation,
  completeInvitation,
  invitationIn,
  listInvitations,
} from '../../../src/vocabulary/actions/invitations.ts';
import { refusesBootstrap } from '../../../src/vocabulary/matchers/refuses-bootstrap.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';

verifies('encoding/token-is-bin-16', { needs: ['administration'] }, async (judge) => {
  const organization = await judge.organization();
  const { bootstrapUrl = '', reply } = organization;
  const form = '`p`: base64url of a msgpack bin of 16 bytes';
  for (const link of [bootstrapUrl, redirectionIn(reply)])
    judge.expect.that(tokenOf(link) !== undefined, form, link);
  judge.expect.reply(await judge.bootstrap(organization), 'ok', 'that token, sent as bin of 16 bytes');
});

verifies('encoding/enumerations-upper-case', async (judge) => {
  const config = judge.expect.reply(await judge.rpc.anonymousServer({ cmd: 'server_config' }));
  const words = [
    config.account,
    config.organization_bootstrap,
    judge.expect.map(config, 'openbao').type,
    judge.expect.map(config, 'cryptpad').type,
  ];
  const upperCase = words.every((word) => typeof word === 'string' && /^[A-Z][A-Z_]*$/.test(word));
  judge.expect.that(upperCase, 'upper-case words', words);
  await refusesBootstrap(judge, {
    mistakes: {
      'a profile in lower case': { user: { profile: 'admin' } },
      'a profile of no list': { user: { profile: 'DUMMY' } },
      'a purpose in lower case': { deviceFields: { purpose: 'standard' } },
    },
  });
});

/** Valid words in replies, by field. */
const lists = {
  email_sent: ['SUCCESS', 'SERVER_UNAVAILABLE', 'RECIPIENT_REFUSED'],
  online_status: ['ONLINE', 'OFFLINE', 'UNKNOWN'],
} as const;

const both = ['encoding/enumerations-upper-case', 'encoding/handle-is-a-pair'] as const;

// Every enumeration word and every handle in replies about invitations and greetings.
verifies(both, { case: 'invitations' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const { email, label, userId } = alice.person;
  const created = [
    await askUserInvitation(judge, alice, freshAddress(judge)),
    await askDeviceInvitation(judge, alice),
  ];
  for (const exchange of created) {
    const outcome = judge.expect.text(judge.expect.reply(exchange), 'email_sent', exchange);
    judge.expect.that(
      lists.email_sent.some((word) => word === outcome),
      `one of ${lists.email_sent}`,
      outcome,
    );
  }
  const [user, device] = created.map((exchange) => invitationIn(judge, alice, exchange));
  if (user === undefined || device === undefined) return judge.fail('no invitations', 'two', 'fewer');
  const infos = [await askInfo(judge, user), await askInfo(judge, device)].map((reply) =>
    judge.expect.reply(reply),
  );
  judge.expect.equal(
    infos.map(({ type, created_by }) => [type, Object(created_by).type]),
    [
      ['USER', 'USER'],
      ['DEVICE', 'USER'],
    ],
    'type of the invitations, and of who created them',
  );
  const [administrator] = judge.expect.list(infos[0] ?? {}, 'administrators');
  const online = String(Object(administrator).online_status);
  judge.expect.that(
    lists.online_status.some((word) => word === online),
    `one of ${lists.online_status}`,
    online,
  );
  const { claimer } = pairOf(judge, alice, user);
  const attempt = attemptIn(judge, await claimer.startAttempt());
  judge.expect.reply(await claimer.cancel(attempt, 'INVALID_NONCE_HASH'), 'ok', 'the cancellation');
  const reply = judge.expect.reply(await claimer.step(attempt, 0), 'greeting_attempt_cancelled');
  judge.expect.equal([reply.origin, reply.reason], ['CLAIMER', 'INVALID_NONCE_HASH'], 'origin and reason');
  judge.expect.reply(await completeInvitation(judge, alice, user), 'ok', 'the completion');
  const items = await listInvitations(judge, alice);
  judge.expect.equal(
    items.map(({ type, status, created_by }) => [type, status, Object(created_by).type]),
    [
      ['USER', 'FINISHED', 'USER'],
      ['DEVICE', 'PENDING', 'USER'],
    ],
    'type and status of the invitations, and who created them',
  );
  // A handle is the email address, then the label.
  const handles = [
    Object(infos[0]?.created_by).human_handle,
    Object(administrator).human_handle,
    infos[1]?.claimer_human_handle,
    ...items.map(({ created_by }) => Object(created_by).human_handle),
  ];
  for (const handle of handles) judge.expect.equal(handle, [email, label], `the handle of ${userId}`);
});

verifies('encoding/statuses-snake-case', async (judge) => {
  const organization = await judge.organization();
  const bootstrap = judge.newBootstrap(organization);
  const late = { at: judge.now().plusSeconds(-350) };
  const junk = { command: { user_certificate: Buffer.from('foobar') } };
  const author = { organization: organization.id, device: bootstrap.device };
  const statuses = [
    ['invalid_certificate', () => judge.bootstrap(organization, junk)],
    ['timestamp_out_of_ballpark', () => judge.bootstrap(organization, late)],
    ['invalid_bootstrap_token', () => judge.bootstrap(organization, { token: judge.random.bytes(16) })],
    ['ok', () => judge.bootstrap(organization, bootstrap)],
    ['organization_already_bootstrapped', () => judge.bootstrap(organization, bootstrap)],
    ['no_tos', () => judge.rpc.tos(author, { cmd: 'tos_get' })],
  ] as const;
  for (const [status, call] of statuses) judge.expect.reply(await call(), status);
});
