import type { Expected } from '../../../src/judge/expect.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import type { Author } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askInfo, inviteUser } from '../../../src/vocabulary/actions/invitations.ts';
import { allCertificates, askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import { requirementsOnRoute } from '../../../src/vocabulary/matchers/refuses-authorization.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

const needs = ['administration'] as const;
const certificates = (judge: Judge, author: Author) => judge.rpc.authenticated(author, allCertificates);
const terms = (judge: Judge, author: Author) => judge.rpc.tos(author, { cmd: 'tos_get' });
const events = (judge: Judge, author: Author) => judge.rpc.events(author);

async function expire(judge: Judge, organization: string, is_expired: boolean): Promise<void> {
  judge.expect.answer(
    await judge.administration.patch(organization, { is_expired }),
    200,
    'setting the expiry',
  );
}

type Route = readonly [
  name: string,
  call: (judge: Judge, author: Author) => Promise<Exchange>,
  honest: Expected | undefined,
];
const routes: readonly Route[] = [
  ['authenticated', askOrganization, 'ok'],
  ['tos', terms, 'no_tos'],
  ['events', events, undefined],
];

for (const [route, call, honest] of routes) {
  verifies(
    requirementsOnRoute('authentication/expired-is-460', route),
    { case: route, needs },
    async (judge) => {
      const { author } = await judge.bootstrapped();
      await expire(judge, author.organization, true);
      judge.expect.answer(await call(judge, author), 460, 'a device that never called before');
      await expire(judge, author.organization, false);
      await judge.eventually(() => askOrganization(judge, author), 'ok', 'lifting the expiry');
    },
  );

  if (honest === undefined) continue;
  verifies('authentication/expiry-lifted', { case: route, needs }, async (judge) => {
    const { author } = await judge.bootstrapped();
    await expire(judge, author.organization, true);
    judge.expect.answer(await call(judge, author), 460, 'while expired');
    await expire(judge, author.organization, false);
    await judge.eventually(() => call(judge, author), honest, 'lifting the expiry');
  });
}

verifies(
  ['authentication/expired-is-460', 'authentication/expiry-lifted'],
  { case: 'invited', needs },
  async (judge) => {
    const { author } = await judge.bootstrapped();
    const invitation = await inviteUser(judge, author, freshAddress(judge));
    judge.expect.reply(await askInfo(judge, invitation), 'ok', 'before the expiry');
    await expire(judge, author.organization, true);
    await judge.eventually(() => askInfo(judge, invitation), 460, 'the organization expired');
    await expire(judge, author.organization, false);
    await judge.eventually(() => askInfo(judge, invitation), 'ok', 'lifting the expiry');
  },
);

verifies(
  ['authentication/expired-is-460', 'authentication/expiry-lifted'],
  { case: 'anonymous', needs },
  async (judge) => {
    const organization = await judge.organization();
    const bootstrap = judge.newBootstrap(organization);
    await expire(judge, organization.id, true);
    const refused = await judge.bootstrap(organization, bootstrap);
    await expire(judge, organization.id, false);
    await judge.eventually(() => judge.bootstrap(organization, bootstrap), 'ok', 'lifting the expiry');
    judge.expect.answer(refused, 460, 'a bootstrap while expired');
  },
);

for (const [route, call, honest] of [
  ['organization-info', askOrganization, 'ok'],
  ['certificate-get', certificates, 'ok'],
  ['tos', terms, 'no_tos'],
  ['events', events, undefined],
] satisfies Route[]) {
  verifies(
    'authentication/expiry-at-once',
    { case: route, needs, why: 'A cache of known devices must not keep an expired organization.' },
    async (judge) => {
      const { author } = await judge.bootstrapped();
      judge.expect.reply(await askOrganization(judge, author), 'ok', 'before the expiry');
      if (honest !== undefined) judge.expect.answer(await call(judge, author), honest, 'before the expiry');
      await expire(judge, author.organization, true);
      await judge.eventually(() => call(judge, author), 460, 'the organization expired');
    },
  );
}
