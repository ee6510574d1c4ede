import { verifies } from '../../../src/judge/verifies.ts';
import { expectBootstrapped } from '../../../src/vocabulary/observations/organization.ts';

const needs = ['administration'] as const;

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

verifies('organization_bootstrap/limit-spares-bootstrap', { needs }, async (judge) => {
  for (const limit of [0, 1]) {
    const { organization, bootstrap } = await judge.under(
      'organization_bootstrap/limit-spares-bootstrap',
      () => judge.bootstrapped({ active_users_limit: limit }),
    );
    await expectBootstrapped(judge, organization.id, bootstrap);
  }
});
