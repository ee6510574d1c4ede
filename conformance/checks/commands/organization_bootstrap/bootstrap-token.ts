import { tokenOf, uncreatedOrganization } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { nearBytes } from '../../../src/vocabulary/matchers/near-bytes.ts';
import { expectBootstrapped } from '../../../src/vocabulary/observations/organization.ts';

const needs = ['administration'] as const;

verifies('organization_bootstrap/token-right', { needs }, async (judge) => {
  const organization = await judge.organization();
  const near = nearBytes(organization.token ?? new Uint8Array());
  for (const token of near) judge.hide(token, 'near miss of the bootstrap token');
  for (const token of [...near, new Uint8Array(16)]) {
    const refused = await judge.bootstrap(organization, { token });
    judge.expect.answer(refused, 'invalid_bootstrap_token', 'nearly the right token, or zeros');
  }
  await judge.twin({
    broken: () => judge.bootstrap(organization, { token: judge.random.bytes(16) }),
    refused: 'invalid_bootstrap_token',
    valid: () => judge.bootstrap(organization),
  });
});

// A spontaneous bootstrap, without a token, must not bootstrap an organization that has a token.
verifies(
  'organization_bootstrap/token-not-nil',
  { needs: ['administration', 'start'], case: 'spontaneous' },
  async (judge) => {
    const host = await judge.start({ spontaneous: true });
    const id = host.newName();
    const { bootstrap_url } = judge.expect.json(await host.administration.create(id));
    const token = tokenOf(String(bootstrap_url)) ?? null;
    const organization = { ...uncreatedOrganization(id), token };
    await host.twin({
      broken: () => host.bootstrap(organization, { token: null }),
      refused: 'invalid_bootstrap_token',
      valid: () => host.bootstrap(organization),
    });
  },
);

verifies('organization_bootstrap/bootstrapped-for-good', async (judge) => {
  const { organization, bootstrap } = await judge.bootstrapped();
  const refusal = 'organization_already_bootstrapped';
  const other = { root: judge.cast.signingKey('another root'), person: judge.cast.person('mallory') };
  const at = bootstrap.at.plusSeconds(1);
  const refuse = async (what: string, changes: Parameters<typeof judge.bootstrap>[1], refused: string[]) => {
    const exchange = await judge.bootstrap(organization, { at, ...changes }, { label: what });
    judge.expect.answer(exchange, refused, what);
  };
  await refuse('another root key', { root: other.root }, [refusal]);
  await refuse('another user', { person: other.person }, [refusal]);
  await refuse('another root key and user', other, [refusal]);
  // The server may report either of the two mistakes.
  const token = judge.random.bytes(16);
  await refuse('another root key and a wrong token', { ...other, token }, [
    refusal,
    'invalid_bootstrap_token',
  ]);
  await expectBootstrapped(judge, organization.id, bootstrap);
});
