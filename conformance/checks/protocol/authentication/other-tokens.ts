import type { Judge } from '../../../src/judge/judge.ts';
import { type Author, deviceToken, type TokenChange } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askInfo, inviteUser } from '../../../src/vocabulary/actions/invitations.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

// Tokens that the table of mistakes cannot make of one request and its device: those with the date, the key
// or the bytes of another token.

const ask = (judge: Judge, author: Author, token: string) =>
  judge.rpc.authenticated(
    author,
    { cmd: 'organization_info' },
    { change: { Authorization: `Bearer ${token}` } },
  );

const askWithToken = (judge: Judge, author: Author, change: TokenChange = {}) =>
  ask(judge, author, deviceToken(author.device, judge.now(), change));

verifies('authentication/token-reusable', async (judge) => {
  const { author } = await judge.common();
  const token = deviceToken(author.device, judge.now());
  judge.expect.reply(await ask(judge, author, token), 'ok', 'the token');
  judge.expect.reply(await ask(judge, author, token), 'ok', 'the same token again');
});

// The signature covers the device and the time. With a different device or time it is invalid.
verifies('authentication/signature-verifies', { case: 'of-a-good-token' }, (judge) =>
  withSharedOrganization(judge, async ({ alice, adam }) => {
    const at = judge.now();
    const good = deviceToken(alice.device, at);
    judge.expect.reply(await ask(judge, alice, good), 'ok', 'the token itself');
    const later = good.replace(`.${at.seconds}.`, `.${at.seconds + 7}.`);
    judge.expect.answer(await ask(judge, alice, later), 403, 'its signature with another time');
    const other = good.replace(alice.device.id.hex, adam.device.id.hex);
    judge.expect.answer(await ask(judge, alice, other), 403, 'its signature with another device');
    judge.expect.reply(await ask(judge, alice, good), 'ok', 'the token itself once more');
  }),
);

verifies('authentication/signature-verifies', { case: 'root-key' }, async (judge) => {
  const { author, bootstrap } = await judge.bootstrapped();
  await judge.twin({
    broken: () => askWithToken(judge, author, { signedBy: bootstrap.root }),
    refused: 403,
    valid: () => askWithToken(judge, author),
  });
});

verifies('authentication/signature-verifies', { case: 'key-of-other-organization' }, async (judge) => {
  const device = judge.cast.person('alice').device;
  const twin = { ...device, key: judge.cast.signingKey('same device elsewhere') };
  const first = await judge.bootstrapped({}, { device });
  const elsewhere = await judge.bootstrapped({}, { device: twin });
  judge.expect.reply(
    await askWithToken(judge, elsewhere.author),
    'ok',
    'the same id in another organization',
  );
  await judge.twin({
    broken: () => askWithToken(judge, first.author, { signedBy: twin.key }),
    refused: 403,
    valid: () => askWithToken(judge, first.author),
  });
});

verifies('authentication/invitation-known', { case: 'bootstrap-token' }, async (judge) => {
  const { organization, author } = await judge.bootstrapped();
  const { token } = organization;
  if (token === null) return judge.notApplicable('this target gives no bootstrap token');
  const invitation = await inviteUser(judge, author, freshAddress(judge));
  await judge.twin({
    broken: () => askInfo(judge, { ...invitation, hex: Buffer.from(token).toString('hex') }),
    refused: 403,
    valid: () => askInfo(judge, invitation),
  });
});
