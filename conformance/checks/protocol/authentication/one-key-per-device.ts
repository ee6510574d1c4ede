import type { Judge } from '../../../src/judge/judge.ts';
import { type Author, deviceToken, type TokenChange } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';

const command = { cmd: 'organization_info' };

const askWithToken = (judge: Judge, author: Author, change: TokenChange = {}, at = judge.now()) =>
  judge.rpc.authenticated(author, command, {
    change: { Authorization: `Bearer ${deviceToken(author.device, at, change)}` },
  });

verifies(
  'authentication/key-checked-every-time',
  { why: 'A cache of known devices must not become a cache of verified callers.' },
  async (judge) => {
    const { author } = await judge.bootstrapped();
    // A cache may have the signed text as its key, which contains the time.
    const at = judge.now();
    judge.expect.reply(await askWithToken(judge, author, {}, at), 'ok', 'the honest request before');
    await judge.twin({
      broken: () => askWithToken(judge, author, { signedBy: judge.cast.signingKey('stranger') }, at),
      refused: 403,
      valid: () => askWithToken(judge, author),
    });
  },
);

// The signature covers the device and the time. With a different device or time it is invalid.
verifies('authentication/signature-verifies', { case: 'of-a-good-token' }, (judge) =>
  withSharedOrganization(judge, async ({ alice, adam }) => {
    const at = judge.now();
    const good = deviceToken(alice.device, at);
    const call = (token: string) =>
      judge.rpc.authenticated(alice, command, { change: { Authorization: `Bearer ${token}` } });
    judge.expect.reply(await call(good), 'ok', 'the token itself');
    const later = good.replace(`.${at.seconds}.`, `.${at.seconds + 7}.`);
    judge.expect.answer(await call(later), 403, 'its signature with another time');
    const other = good.replace(alice.device.id.hex, adam.device.id.hex);
    judge.expect.answer(await call(other), 403, 'its signature with another device');
    judge.expect.reply(await call(good), 'ok', 'the token itself once more');
  }),
);

verifies('authentication/key-checked-every-time', { case: 'tos' }, async (judge) => {
  const { author } = await judge.bootstrapped();
  const at = judge.now();
  const call = (signedBy = author.device.key) =>
    judge.rpc.tos(
      author,
      { cmd: 'tos_get' },
      { change: { Authorization: `Bearer ${deviceToken(author.device, at, { signedBy })}` } },
    );
  judge.expect.reply(await call(), 'no_tos', 'the honest request before');
  await judge.twin({
    broken: () => call(judge.cast.signingKey('stranger')),
    refused: 403,
    valid: () => call(),
    accepted: 'no_tos',
  });
});

verifies('authentication/key-checked-every-time', { case: 'events' }, async (judge) => {
  const { author } = await judge.bootstrapped();
  const at = judge.now();
  judge.expect.reply(await askWithToken(judge, author, {}, at), 'ok', 'the honest request before');
  const Authorization = `Bearer ${deviceToken(author.device, at, { signedBy: judge.cast.signingKey('stranger') })}`;
  await judge.twin({
    broken: () => judge.rpc.events(author, { change: { Authorization } }),
    refused: 403,
    valid: () => askWithToken(judge, author),
  });
});

verifies(
  'authentication/key-checked-every-time',
  { case: 'stale', why: 'The timestamp of a token must be checked on every request.' },
  async (judge) => {
    const { author } = await judge.bootstrapped();
    const old = judge.now().plusSeconds(-350);
    judge.expect.reply(await askWithToken(judge, author), 'ok', 'the honest request before');
    await judge.twin({
      broken: () => askWithToken(judge, author, { timestamp: String(old.seconds) }),
      refused: 498,
      valid: () => askWithToken(judge, author),
    });
  },
);

verifies('authentication/signature-verifies', { case: 'key-of-other-organization' }, async (judge) => {
  const device = judge.cast.person('alice').device;
  const twin = { ...device, key: judge.cast.signingKey('same device elsewhere') };
  const first = await judge.bootstrapped({}, { device });
  const elsewhere = await judge.bootstrapped({}, { device: twin });
  judge.expect.reply(
    await askWithToken(judge, elsewhere.author),
    'ok',
    'the same device id in another organization',
  );
  await judge.twin({
    broken: () => askWithToken(judge, first.author, { signedBy: twin.key }),
    refused: 403,
    valid: () => askWithToken(judge, first.author),
  });
});

verifies('authentication/signature-verifies', { case: 'other-device' }, async (judge) => {
  const { author } = await judge.bootstrapped();
  const other = judge.cast.device('alice-phone');
  await judge.twin({
    broken: () =>
      askWithToken(
        judge,
        { ...author, device: other },
        {
          afterwards: (signed) => signed.replace(other.id.hex, author.device.id.hex),
        },
      ),
    refused: 403,
    valid: () => askWithToken(judge, author),
  });
});
