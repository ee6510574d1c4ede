import type { RequirementId } from '@parsec-spec/spec/requirements';
import { asNeeded } from '../../../src/judge/failure.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import { deviceToken } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askInfo, cancelInvitation, inviteUser } from '../../../src/vocabulary/actions/invitations.ts';
import { askOrganization, setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';
import { createHonestCallers, rpcRoutes } from '../../../src/vocabulary/actions/routes.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

// Which versions of the API are served, and which ones the server names.

const servedVersion = /^5\.\d+$/;

/** The server's own version, from the reply to a valid call. */
async function ownVersion(judge: Judge): Promise<string> {
  const reply = await judge.rpc.anonymousServer({ cmd: 'server_config' }, { label: 'honest version' });
  judge.expect.reply(reply);
  return judge.expect.header(reply, 'Api-Version', servedVersion);
}

/** Asserts that each answer is a refusal with this status, and names the server's own version. */
async function expectOwnVersion(
  judge: Judge,
  own: string,
  refusals: readonly (readonly [rule: RequirementId, status: number, answer: Exchange])[],
): Promise<void> {
  for (const [rule, status, answer] of refusals) {
    await judge.under(rule, () => judge.expect.answer(answer, status, `a refusal by ${status}`));
    judge.expect.header(answer, 'Api-Version', own);
  }
}

verifies('versioning/any-minor-served', async (judge) => {
  const caller = await createHonestCallers(judge);
  for (const version of ['5.0', '5.6', '5.99', '5.4294967295'])
    for (const { name, call, served } of rpcRoutes) {
      const exchange = await call(judge, caller, { change: { 'Api-Version': version }, label: version });
      judge.expect.answer(exchange, served, `${name}, Api-Version: ${version}`);
    }
});

verifies('versioning/refusal-lists-versions', async (judge) => {
  const own = await ownVersion(judge);
  for (const version of [null, '<dummy>', '3.99']) {
    const refused = await judge.rpc.anonymousServer(
      { cmd: 'server_config' },
      { change: { 'Api-Version': version } },
    );
    await asNeeded(() => judge.expect.answer(refused, 422));
    const listed = judge.expect.header(refused, 'Supported-Api-Versions').split(';');
    const wellFormed = listed.every((item) => /^\d+\.\d+$/.test(item));
    judge.expect.that(wellFormed, 'versions joined by `;`', listed, refused);
    judge.expect.that(listed.includes(own), `${own} among the versions served`, listed, refused);
  }
});

verifies('versioning/reply-names-own-version', async (judge) => {
  const own = await ownVersion(judge);
  const caller = await createHonestCallers(judge);
  for (const version of ['5.0', '5.99'])
    for (const { name, call, served } of rpcRoutes) {
      const label = `${name}, Api-Version: ${version}`;
      const exchange = await call(judge, caller, { change: { 'Api-Version': version }, label });
      judge.expect.answer(exchange, served, label);
      judge.expect.header(exchange, 'Api-Version', own);
    }
});

verifies('versioning/refusal-names-own-version', async (judge) => {
  const own = await ownVersion(judge);
  const { author } = await judge.bootstrapped();
  const info = { cmd: 'organization_info' };
  const call = (change: Record<string, string | null>) =>
    judge.rpc.authenticated(author, info, { change: { 'Api-Version': '5.0', ...change } });
  const stranger = { ...author, device: judge.cast.device('stranger') };
  const unknown = { ...author, organization: judge.newName() };
  const stale = deviceToken(author.device, judge.now().plusSeconds(-350));
  await expectOwnVersion(judge, own, [
    ['authentication/header-required', 401, await call({ Authorization: null })],
    [
      'authentication/device-known',
      403,
      await judge.rpc.authenticated(stranger, info, { change: { 'Api-Version': '5.0' } }),
    ],
    [
      'transport/organization-is-known',
      404,
      await judge.rpc.authenticated(unknown, info, { change: { 'Api-Version': '5.0' } }),
    ],
    ['transport/content-type-required', 415, await call({ 'Content-Type': null })],
    ['authentication/not-too-late', 498, await call({ Authorization: `Bearer ${stale}` })],
  ]);
  judge.expect.reply(await judge.rpc.authenticated(author, info), 'ok', 'the same device, honest');
});

verifies('versioning/refusal-names-own-version', { case: 'invited' }, async (judge) => {
  const own = await ownVersion(judge);
  const { alice } = await invitationOrganization(judge);
  const invitation = await inviteUser(judge, alice, freshAddress(judge));
  const change = { 'Api-Version': '5.0' };
  judge.expect.reply(await askInfo(judge, invitation, { change }), 'ok', 'while it stands');
  judge.expect.reply(await cancelInvitation(judge, alice, invitation), 'ok', 'the cancellation');
  const unknown = { ...invitation, hex: judge.random.hex(32) };
  await expectOwnVersion(judge, own, [
    [
      'authentication/header-required',
      401,
      await askInfo(judge, invitation, { change: { ...change, Authorization: null } }),
    ],
    ['authentication/invitation-known', 403, await askInfo(judge, unknown, { change })],
    ['authentication/invitation-deleted', 410, await askInfo(judge, invitation, { change })],
  ]);
});

verifies('versioning/refusal-names-own-version', { needs: ['events'], case: 'events' }, async (judge) => {
  const own = await ownVersion(judge);
  const { author } = await judge.common();
  const call = (change: Record<string, string | null>) =>
    judge.rpc.events(author, { change: { 'Api-Version': '5.0', ...change } });
  await expectOwnVersion(judge, own, [
    ['authentication/events-same-codes', 401, await call({ Authorization: null })],
    ['transport/accept-is-event-stream', 406, await call({ Accept: null })],
  ]);
  judge.expect.answer(await call({}), 200, 'an honest listener');
});

verifies('versioning/refusal-names-own-version', { case: 'user-revoked' }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const own = await ownVersion(judge);
    const bob = await judge.members.enrol(alice, 'bob');
    judge.expect.reply(await askOrganization(judge, bob));
    await judge.members.revoke(alice, bob.person);
    const call = () =>
      judge.rpc.authenticated(bob, { cmd: 'organization_info' }, { change: { 'Api-Version': '5.0' } });
    const refused = await judge.under('authentication/revoked-is-461', () =>
      judge.eventually(call, 461, 'the revocation'),
    );
    judge.expect.header(refused, 'Api-Version', own);
  }),
);

verifies(
  'versioning/refusal-names-own-version',
  { needs: ['administration'], case: 'organization-expired' },
  async (judge) => {
    const own = await ownVersion(judge);
    const organization = await judge.organization();
    judge.expect.json(await judge.administration.patch(organization.id, { is_expired: true }));
    const refused = await judge.bootstrap(organization, {}, { change: { 'Api-Version': '5.0' } });
    await judge.under('authentication/expired-is-460', () => judge.expect.answer(refused, 460));
    judge.expect.header(refused, 'Api-Version', own);
  },
);

verifies(
  'versioning/refusal-names-own-version',
  { needs: ['administration'], case: 'user-kept-out' },
  async (judge) => {
    const own = await ownVersion(judge);
    const { organization, author } = await judge.bootstrapped();
    const call = () =>
      judge.rpc.authenticated(author, { cmd: 'organization_info' }, { change: { 'Api-Version': '5.0' } });
    judge.expect.reply(await call(), 'ok', 'the device before');
    const terms = { tos: { en_US: 'https://example.com/terms' } };
    judge.expect.json(await judge.administration.patch(organization.id, terms));
    const untilAccepted = await judge.under('terms-of-service/pending-is-463', () =>
      judge.eventually(call, 463, 'the terms'),
    );
    judge.expect.header(untilAccepted, 'Api-Version', own);
    judge.expect.json(await judge.administration.patch(organization.id, { tos: null }));
    await judge.under('terms-of-service/removed-terms-unlock', () =>
      judge.eventually(call, 'ok', 'the removal of the terms'),
    );
    await setFrozen(judge, author, true);
    const whileFrozen = await judge.under('authentication/frozen-is-462', () =>
      judge.eventually(call, 462, 'the freeze'),
    );
    judge.expect.header(whileFrozen, 'Api-Version', own);
  },
);
