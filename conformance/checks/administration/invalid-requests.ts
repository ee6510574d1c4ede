import type { Expected } from '../../src/judge/expect.ts';
import type { Judge } from '../../src/judge/judge.ts';
import { verifies } from '../../src/judge/verifies.ts';
import {
  administeredOrganization,
  operations,
  sharedServerStats,
} from '../../src/vocabulary/actions/administration-operations.ts';
import { expectBootstrapped } from '../../src/vocabulary/observations/organization.ts';

const needs = ['administration'] as const;

/** HTTP methods that no operation on such a path defines. */
const undefinedMethods: Readonly<Record<string, readonly string[]>> = {
  organization_create: ['GET', 'PUT', 'PATCH', 'DELETE'],
  organization_status: ['POST', 'PUT', 'DELETE'],
  organization_stats: ['POST', 'PUT', 'PATCH', 'DELETE'],
  user_list: ['POST', 'PUT', 'PATCH', 'DELETE'],
  user_freeze: ['GET', 'PUT', 'PATCH', 'DELETE'],
  server_stats: ['POST', 'PUT', 'PATCH', 'DELETE'],
};

verifies('administration/method-defined', { needs }, async (judge) => {
  const parts = await administeredOrganization(judge);
  for (const { name, target, body } of parts.operations) {
    for (const method of undefinedMethods[name] ?? []) {
      const label = `${method} on ${name}`;
      judge.expect.answer(await judge.administration.call(method, target, body, { label }), 405, label);
    }
  }
  await expectBootstrapped(judge, parts.organization, parts.bootstrap);
  for (const { name, method, target, body } of parts.operations) {
    const served =
      name === 'server_stats' ? sharedServerStats(judge) : judge.administration.call(method, target, body);
    judge.expect.answer(await served, 200, `${method} on ${name}`);
  }
});

/**
 * Asserts that every operation on an organization refuses these identifiers. A 404 must state
 * a reason.
 */
async function refusesOrganizations(
  judge: Judge,
  organizations: readonly string[],
  refused: Expected,
): Promise<void> {
  const existing = await administeredOrganization(judge);
  const naming = (organization: string) =>
    operations({ ...existing, organization }).filter(({ target }) => target.includes('/organizations/'));
  for (const organization of organizations) {
    for (const { name, method, target, body } of naming(organization)) {
      const label = `${name} of ${JSON.stringify(organization)}`;
      const exchange = await judge.administration.call(method, target, body, { label });
      judge.expect.answer(exchange, refused, label);
      if (exchange.status !== 404) continue;
      const { detail } = judge.expect.json(exchange, 404, label);
      judge.expect.that(typeof detail === 'string' && detail !== '', 'detail: a text', detail, exchange);
    }
  }
  for (const { name, method, target, body } of naming(existing.organization))
    judge.expect.answer(
      await judge.administration.call(method, target, body),
      200,
      `${name} of a known organization`,
    );
}

// parsec-cloud 3.10.0 answers 404, 3.11.0rc3 answers 422.
verifies('administration/organization-in-path-is-refused', { needs }, (judge) =>
  refusesOrganizations(judge, ['<>', 'a'.repeat(33), 'a b', 'é'.repeat(17)], [404, 422]),
);

verifies('administration/organization-known', { needs }, (judge) =>
  refusesOrganizations(judge, [judge.newName()], 404),
);

verifies('administration/bootstrap-token-stays-hidden', { needs }, async (judge) => {
  const organization = await judge.organization();
  const { id, token } = organization;
  const bytes = Buffer.from(token ?? []);
  const forms = ['hex', 'base64', 'base64url'] as const;
  const secrets = forms.map((form) => bytes.toString(form).replace(/=+$/, ''));
  const { administration, expect } = judge;
  const patched = await administration.patch(id, { active_users_limit: 3 });
  const before = [patched, await administration.get(id), await administration.stats(id)];
  expect.reply(await judge.bootstrap(organization), 'ok', 'the bootstrap with this token');
  const after = [
    await administration.get(id),
    await administration.stats(id),
    await administration.users(id),
  ];
  const refused = await administration.create(id);
  expect.json(refused, 400, 'a second creation under the same id');
  for (const exchange of [...before, ...after, refused, await administration.serverStats()]) {
    if (exchange !== refused) expect.json(exchange, 200);
    const isFound = secrets.some((secret) => exchange.text.includes(secret));
    expect.that(!isFound, 'no bootstrap token', 'the bootstrap token', exchange);
  }
});
