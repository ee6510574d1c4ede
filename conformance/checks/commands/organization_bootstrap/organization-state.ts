import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askOrganization, setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';
import { expectBootstrapped } from '../../../src/vocabulary/observations/organization.ts';

const needs = ['administration'] as const;
const terms = { en_US: 'https://example.com/terms' };

verifies(
  'organization_bootstrap/organization-exists',
  { needs: ['administration', 'no-spontaneous'] },
  async (judge) => {
    const id = judge.newName();
    const { token, ...rest } = await judge.organization();
    await judge.twin({
      broken: () => judge.bootstrap({ ...rest, token, id }),
      refused: 404,
      valid: () => judge.bootstrap({ ...rest, token }),
    });
    judge.expect.answer(await judge.administration.get(id), 404, 'the unknown organization afterwards');
  },
);

verifies('organization_bootstrap/expired-is-460', { needs }, async (judge) => {
  const organization = await judge.organization();
  const bootstrap = judge.newBootstrap(organization);
  judge.expect.json(await judge.administration.patch(organization.id, { is_expired: true }));
  const refused = await judge.bootstrap(organization, bootstrap, { label: 'expired' });
  judge.expect.answer(refused, 460, 'while expired');
  judge.expect.json(await judge.administration.patch(organization.id, { is_expired: false }));
  judge.expect.reply(await judge.bootstrap(organization, bootstrap), 'ok', 'after the expiry was lifted');
  await expectBootstrapped(judge, organization.id, bootstrap);
});

verifies('organization_bootstrap/limit-spares-bootstrap', { needs }, async (judge) => {
  for (const limit of [0, 1]) {
    const { organization, bootstrap } = await judge.under(
      'organization_bootstrap/limit-spares-bootstrap',
      () => judge.bootstrapped({ active_users_limit: limit }),
    );
    await expectBootstrapped(judge, organization.id, bootstrap);
  }
});

verifies('organization_bootstrap/terms-spare-bootstrap', { needs }, async (judge) => {
  const { author } = await judge.under('organization_bootstrap/terms-spare-bootstrap', () =>
    judge.bootstrapped({ tos: terms }),
  );
  const reply = judge.expect.reply(await judge.rpc.tos(author, { cmd: 'tos_get' }));
  judge.expect.equal(reply.per_locale_urls, terms, 'the terms that the first device is shown');
});

verifies('organization_bootstrap/terms-bind-first-device', { needs }, async (judge) => {
  const { author } = await judge.bootstrapped({ tos: terms });
  const info = () => askOrganization(judge, author);
  judge.expect.answer(await info(), 463, 'the first device before it accepted the terms');
  const reply = judge.expect.reply(await judge.rpc.tos(author, { cmd: 'tos_get' }));
  const accepted = { cmd: 'tos_accept', tos_updated_on: judge.expect.instant(reply, 'updated_on') };
  judge.expect.reply(await judge.rpc.tos(author, accepted));
  await judge.eventually(info, 'ok', 'the acceptance of the terms');
});

/** Two organizations bootstrapped by the same user, device and human handle under two root keys. */
async function organizationsWithSameUser(judge: Judge) {
  const first = await judge.bootstrapped({}, { root: judge.cast.signingKey('first root') });
  const second = await judge.under('organization_bootstrap/organizations-independent', () =>
    judge.bootstrapped({}, { root: judge.cast.signingKey('second root') }),
  );
  return { first, second };
}

verifies('organization_bootstrap/organizations-independent', async (judge) => {
  const { first, second } = await organizationsWithSameUser(judge);
  await expectBootstrapped(judge, first.organization.id, first.bootstrap);
  await expectBootstrapped(judge, second.organization.id, second.bootstrap);
});

verifies('organization_bootstrap/organizations-independent', { needs, case: 'freeze' }, async (judge) => {
  const { first, second } = await organizationsWithSameUser(judge);
  await setFrozen(judge, first.author, true);
  const info = (author: typeof first.author) => askOrganization(judge, author);
  await judge.eventually(() => info(first.author), 462, 'the freeze');
  judge.expect.reply(await info(second.author), 'ok', 'the same user in the other organization');
  await expectBootstrapped(judge, second.organization.id, second.bootstrap);
});

verifies('organization_bootstrap/organizations-independent', { case: 'revocation' }, async (judge) => {
  const alices = [await judge.bootstrapped(), await judge.bootstrapped()] as const;
  const [first, second] = alices.map(({ author }) => author);
  if (first === undefined || second === undefined) return judge.fail('no authors', 'two', 'fewer');
  // The same person and device in both.
  const bob = await judge.members.enrol(first, 'bob');
  const twin = await judge.members.enrol(second, bob.person);
  judge.expect.equal(twin.device.id.hex, bob.device.id.hex, 'the device in the other organization');
  await judge.members.revoke(first, bob.person);
  const info = (member: typeof bob) => askOrganization(judge, member);
  await judge.eventually(() => info(bob), 461, 'the revocation');
  judge.expect.reply(await info(twin), 'ok', 'the same user in the other organization');
});
