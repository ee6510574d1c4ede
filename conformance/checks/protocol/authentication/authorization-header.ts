import { deviceToken } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askInfo, inviteUser } from '../../../src/vocabulary/actions/invitations.ts';
import { verifiesRefusedAuthorization } from '../../../src/vocabulary/matchers/refuses-authorization.ts';
import {
  freshAddress,
  invitationOrganization,
} from '../../../src/vocabulary/organizations/invitation-organization.ts';

verifiesRefusedAuthorization([
  { rule: 'authentication/header-required', refused: 401, value: () => null },
  { rule: 'authentication/header-required', case: 'empty', refused: 401, value: () => '' },
  {
    rule: 'authentication/bearer-and-one-token',
    case: 'one-word',
    refused: 401,
    value: () => 'DUMMY',
  },
  {
    rule: 'authentication/bearer-and-one-token',
    case: 'no-token',
    refused: 401,
    value: () => 'Bearer',
  },
  {
    rule: 'authentication/bearer-and-one-token',
    case: 'no-scheme',
    refused: 401,
    value: (judge, { author: { device } }) => deviceToken(device, judge.now()),
  },
  {
    rule: 'authentication/bearer-and-one-token',
    case: 'two-tokens',
    refused: 401,
    value: (judge, { author: { device } }) => `Bearer ${deviceToken(device, judge.now())} more`,
  },
  {
    rule: 'authentication/bearer-and-one-token',
    case: 'other-scheme',
    refused: 401,
    value: (judge, { author: { device } }) => `Basic ${deviceToken(device, judge.now())}`,
  },
  {
    rule: 'authentication/bearer-and-one-token',
    case: 'algorithm-as-scheme',
    refused: 401,
    value: (judge, { author: { device } }) => `PARSEC-SIGN-ED25519 ${deviceToken(device, judge.now())}`,
  },
]);

verifies('authentication/header-required', { case: 'tos' }, async (judge) => {
  const { author } = await judge.common();
  await judge.twin({
    broken: () => judge.rpc.tos(author, { cmd: 'tos_get' }, { change: { Authorization: null } }),
    refused: 401,
    valid: () => judge.rpc.tos(author, { cmd: 'tos_get' }),
    accepted: 'no_tos',
  });
});

verifies('authentication/header-required', { case: 'invited' }, async (judge) => {
  const { alice } = await invitationOrganization(judge);
  const invitation = await inviteUser(judge, alice, freshAddress(judge));
  await judge.twin({
    broken: () => askInfo(judge, invitation, { change: { Authorization: null } }),
    refused: 401,
    valid: () => askInfo(judge, invitation),
  });
});

for (const [spelling, scheme] of [
  ['lower', 'bearer'],
  ['upper', 'BEARER'],
  ['mixed', 'bEaReR'],
] as const) {
  verifies('authentication/scheme-any-case', { case: spelling }, async (judge) => {
    const { author } = await judge.common();
    const Authorization = `${scheme} ${deviceToken(author.device, judge.now())}`;
    const call = { cmd: 'organization_info' };
    const answer = await judge.rpc.authenticated(author, call, { change: { Authorization } });
    const totals = judge.expect.reply(answer);
    judge.expect.equal(judge.expect.integer(totals, 'total_block_bytes'), 0, 'total_block_bytes', answer);
  });
}
