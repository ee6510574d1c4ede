import { verifies } from '../../src/judge/verifies.ts';
import { withSharedOrganization } from '../../src/vocabulary/organizations/shared-organization.ts';

for (const [name, malform] of [
  ['number', () => 42],
  ['true', () => true],
  ['list', (hex) => [hex]],
  ['object', (hex) => ({ id: hex })],
  ['text', () => '<>'],
  ['empty', () => ''],
  ['31-digits', (hex) => hex.slice(1)],
  ['33-digits', (hex) => `${hex}0`],
  ['no-hex', (hex) => `g${hex.slice(1)}`],
  ['misplaced-hyphen', (hex) => `${hex.slice(0, 4)}-${hex.slice(4)}`],
] satisfies [string, (hex: string) => unknown][]) {
  verifies('types/json-identifier', { case: name, needs: ['administration'] }, (judge) =>
    withSharedOrganization(judge, async ({ organization, adam }) => {
      const hex = adam.person.userId.hex;
      const path = `/administration/organizations/${encodeURIComponent(organization)}/users/freeze`;
      const { valid } = await judge.twin({
        broken: () => judge.administration.call('POST', path, { frozen: true, user_id: malform(hex) }),
        refused: 422,
        valid: () => judge.administration.call('POST', path, { frozen: false, user_id: hex }),
        accepted: 200,
      });
      judge.expect.equal(judge.expect.json(valid).user_id, hex, 'user_id', valid);
    }),
  );
}
