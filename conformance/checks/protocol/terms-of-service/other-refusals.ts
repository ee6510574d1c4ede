import type { Expected } from '../../../src/judge/expect.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import { type Author, deviceToken } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';

const rule = 'terms-of-service/other-refusals-still-apply';
const terms = { cmd: 'tos_get' };

const refusals: readonly {
  readonly case: string;
  readonly refused: Expected;
  readonly value: (judge: Judge, author: Author) => string | null;
}[] = [
  { case: 'no-credentials', refused: 401, value: () => null },
  {
    case: 'no-bearer',
    refused: 401,
    value: (judge, { device }) => `Basic ${deviceToken(device, judge.now())}`,
  },
  {
    case: 'unknown-device',
    refused: 403,
    value: (judge) => `Bearer ${deviceToken(judge.cast.device('nobody-knows'), judge.now())}`,
  },
  {
    case: 'other-key',
    refused: 403,
    value: (judge, { device }) =>
      `Bearer ${deviceToken(device, judge.now(), { signedBy: judge.cast.signingKey('stranger') })}`,
  },
  {
    case: 'too-early',
    refused: 498,
    value: (judge, { device }) => `Bearer ${deviceToken(device, judge.now().plusSeconds(3600))}`,
  },
  {
    case: 'too-late',
    refused: 498,
    value: (judge, { device }) => `Bearer ${deviceToken(device, judge.now().plusSeconds(-350))}`,
  },
];

for (const { case: name, refused, value } of refusals) {
  verifies(rule, { case: name }, async (judge) => {
    const { author } = await judge.common();
    const change = { Authorization: value(judge, author) };
    await judge.twin({
      broken: () => judge.rpc.tos(author, terms, { change }),
      refused,
      valid: () => judge.rpc.tos(author, terms),
      accepted: 'no_tos',
    });
  });
}

verifies(rule, { case: 'unknown-organization' }, async (judge) => {
  const { author } = await judge.common();
  await judge.twin({
    broken: () => judge.rpc.tos({ ...author, organization: judge.newName() }, terms),
    refused: 404,
    valid: () => judge.rpc.tos(author, terms),
    accepted: 'no_tos',
  });
});

verifies(rule, { case: 'expired', needs: ['administration'] }, async (judge) => {
  const { organization, author } = await judge.bootstrapped();
  judge.expect.json(await judge.administration.patch(organization.id, { is_expired: true }));
  judge.expect.answer(await judge.rpc.tos(author, terms), 460, 'while expired');
  judge.expect.json(await judge.administration.patch(organization.id, { is_expired: false }));
  await judge.eventually(() => judge.rpc.tos(author, terms), 'no_tos', 'lifting the expiry');
});

verifies(rule, { case: 'frozen', needs: ['administration'] }, async (judge) => {
  const { author } = await judge.bootstrapped();
  await setFrozen(judge, author, true);
  judge.expect.answer(await judge.rpc.tos(author, terms), 462, 'while frozen');
  await setFrozen(judge, author, false);
  await judge.eventually(() => judge.rpc.tos(author, terms), 'no_tos', 'the unfreezing');
});
