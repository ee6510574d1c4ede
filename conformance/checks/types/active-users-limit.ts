import type { Judge } from '../../src/judge/judge.ts';
import { verifies } from '../../src/judge/verifies.ts';
import { withUnbootstrappedOrganization } from '../../src/vocabulary/organizations/shared-organization.ts';

const needs = ['administration'] as const;

const limitOf = async (judge: Judge, id: string) =>
  judge.expect.json(await judge.administration.get(id), 200, 'the settings').active_users_limit;

for (const [name, limit] of [
  ['0', 0],
  ['1', 1],
  ['2-31-less-1', 2 ** 31 - 1],
  ['null', null],
] as const) {
  verifies('types/limit-accepted', { case: name, needs }, (judge) =>
    withUnbootstrappedOrganization(judge, async (id) => {
      judge.expect.json(
        await judge.administration.create(id, { active_users_limit: limit }),
        200,
        'the creation',
      );
      judge.expect.equal(await limitOf(judge, id), limit, 'active_users_limit as created');
      judge.expect.json(await judge.administration.patch(id, { active_users_limit: 7 }));
      judge.expect.equal(await limitOf(judge, id), 7, 'active_users_limit as changed');
      judge.expect.json(await judge.administration.patch(id, { active_users_limit: limit }));
      judge.expect.equal(await limitOf(judge, id), limit, 'active_users_limit as changed back');
    }),
  );
}

// Written as JSON text, because JavaScript cannot represent 2^65.
for (const [name, written] of [
  ['negative', '-1'],
  ['fraction', '1.5'],
  ['text', '"1"'],
  ['2-to-the-65', '36893488147419103232'],
  ['true', 'true'],
  ['list', '[1]'],
] as const) {
  verifies('types/limit-refused', { case: `create-${name}`, needs }, (judge) =>
    withUnbootstrappedOrganization(judge, async (id) => {
      const create = (limit: string) =>
        judge.administration.call('POST', '/administration/organizations', undefined, {
          body: `{"organization_id":${JSON.stringify(id)},"active_users_limit":${limit}}`,
        });
      judge.expect.json(
        await judge.administration.create(id, { active_users_limit: 5 }),
        200,
        'the creation',
      );
      await judge.twin({
        broken: () => create(written),
        refused: 422,
        valid: () => create('3'),
        accepted: 200,
      });
      judge.expect.equal(await limitOf(judge, id), 3, 'active_users_limit of the valid twin');
    }),
  );

  verifies('types/limit-refused', { case: `update-${name}`, needs }, (judge) =>
    withUnbootstrappedOrganization(judge, async (id) => {
      judge.expect.json(
        await judge.administration.create(id, { active_users_limit: 5 }),
        200,
        'the creation',
      );
      const path = `/administration/organizations/${encodeURIComponent(id)}`;
      const update = (limit: string) =>
        judge.administration.call('PATCH', path, undefined, { body: `{"active_users_limit":${limit}}` });
      const refused = await update(written);
      judge.expect.equal(await limitOf(judge, id), 5, 'active_users_limit after the refused change');
      judge.expect.answer(refused, 422, `a limit of ${written}`);
      judge.expect.json(await update('3'), 200, 'the valid twin');
      judge.expect.equal(await limitOf(judge, id), 3, 'active_users_limit after the valid twin');
    }),
  );
}
