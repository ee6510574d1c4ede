import { verifies } from '../../src/judge/verifies.ts';
import { expectBootstrapped, statusOf } from '../../src/vocabulary/observations/organization.ts';

// A server that keeps every rule in isolation may still break one in a longer sequence.
verifies(
  [
    'organization_bootstrap/coherent-certificates-accepted',
    'organization_bootstrap/reported-bootstrapped',
    'organization_bootstrap/first-device-works-at-once',
    'organization_bootstrap/certificates-handed-out',
    'organization_update/expiry-loses-nothing',
  ],
  { needs: ['administration'], case: 'life' },
  async (judge) => {
    const { administration, expect, rpc } = judge;
    const organization = await judge.organization({ active_users_limit: 3 });
    const { id } = organization;
    const bootstrap = judge.newBootstrap(organization);
    const author = { organization: id, device: bootstrap.device };
    const info = () => rpc.authenticated(author, { cmd: 'organization_info' });

    expect.answer(await info(), [403, 404], 'the device before it exists');
    const stranger = await judge.bootstrap(organization, { token: judge.random.bytes(16) });
    expect.reply(stranger, 'invalid_bootstrap_token', 'a bootstrap by a stranger');
    expect.reply(await judge.bootstrap(organization, bootstrap), 'ok', 'the bootstrap');
    expect.reply(await info(), 'ok', 'the first device');
    expect.equal((await statusOf(judge, id)).is_bootstrapped, true, 'is_bootstrapped');

    expect.json(await administration.patch(id, { tos: { en_US: 'https://example.com/terms' } }));
    await judge.eventually(info, 463, 'the new terms');
    const terms = expect.reply(await rpc.tos(author, { cmd: 'tos_get' }));
    const tos_updated_on = expect.instant(terms, 'updated_on');
    expect.reply(await rpc.tos(author, { cmd: 'tos_accept', tos_updated_on }));
    await judge.eventually(info, 'ok', 'the acceptance of the terms');

    expect.json(await administration.patch(id, { is_expired: true }));
    expect.answer(await judge.bootstrap(organization, bootstrap), 460, 'while expired');
    expect.json(await administration.patch(id, { is_expired: false }));
    expect.answer(await administration.create(id), 400, 'a second creation');
    const again = await judge.bootstrap(organization, bootstrap);
    await judge.under('organization_bootstrap/bootstrapped-for-good', () =>
      expect.reply(again, 'organization_already_bootstrapped'),
    );
    await expectBootstrapped(judge, id, bootstrap);
  },
);
