import type { Expected } from '../../../src/judge/expect.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import { type Author, deviceToken } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askOrganization, setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';
import { requirementsOnRoute } from '../../../src/vocabulary/matchers/refuses-authorization.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

/** How a device calls each route, and the answer to a valid call. */
const routes: Readonly<
  Record<string, { call: (judge: Judge, author: Author) => Promise<Exchange>; honest: Expected }>
> = {
  authenticated: { call: askOrganization, honest: 'ok' },
  tos: { call: (judge, author) => judge.rpc.tos(author, { cmd: 'tos_get' }), honest: 'no_tos' },
  events: { call: (judge, author) => judge.rpc.events(author), honest: 200 },
};

for (const [route, { call, honest }] of Object.entries(routes)) {
  verifies(requirementsOnRoute('authentication/revoked-is-461', route), { case: route }, (judge) =>
    withSharedOrganization(judge, async ({ alice }) => {
      const bob = await judge.members.enrol(alice, 'bob');
      const phone = await judge.members.addDevice(bob, 'phone');
      await judge.members.revoke(alice, bob.person);
      for (const device of [phone, { ...bob }]) {
        const what = `the revocation, on ${device.device.label}`;
        await judge.eventually(() => call(judge, device), 461, what);
      }
      judge.expect.answer(await call(judge, alice), honest, 'the user who revoked');
    }),
  );

  verifies(
    'authentication/revocation-at-once',
    { case: route, why: 'A cache of known devices must not keep a revoked user.' },
    (judge) =>
      withSharedOrganization(judge, async ({ alice }) => {
        const bob = await judge.members.enrol(alice, 'bob');
        judge.expect.answer(await askOrganization(judge, bob), 'ok', 'before the revocation');
        judge.expect.answer(await call(judge, bob), honest, 'before the revocation');
        await judge.members.revoke(alice, bob.person);
        await judge.eventually(() => call(judge, bob), 461, 'the revocation');
        judge.expect.answer(await call(judge, bob), 461, 'once revoked');
      }),
  );
}

verifies('authentication/revocation-at-once', { case: 'while-authenticating' }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    for (const name of ['bob', 'carol', 'dave']) {
      const member = await judge.members.enrol(alice, name);
      const revocation = judge.members.revocation(alice, member.person);
      const [, revoked] = await judge.atOnce([
        () => askOrganization(judge, member),
        () => judge.members.send(alice, revocation, `revoking ${name}`),
      ]);
      if (revoked !== undefined) judge.expect.reply(revoked, 'ok', `revoking ${name}`);
      await judge.eventually(() => askOrganization(judge, member), 461, `the revocation of ${name}`);
    }
  }),
);

const needs = ['administration'] as const;
const terms = { tos: { en: 'https://example.com/terms' } };

/** Second reasons to refuse a revoked user. `first` is the status of the first reason in order. */
const orders = [
  {
    name: 'expired-before-revoked',
    first: 460,
    addReason: (judge: Judge, { organization }: Author) =>
      judge.administration.patch(organization, { is_expired: true }),
  },
  {
    name: 'revoked-before-terms',
    first: 461,
    addReason: (judge: Judge, { organization }: Author) => judge.administration.patch(organization, terms),
  },
] as const;

for (const { name, first, addReason } of orders) {
  verifies('authentication/order-of-refusals', { case: name, needs }, async (judge) => {
    const { author: alice } = await judge.bootstrapped();
    const bob = await judge.members.enrol(alice, 'bob');
    await judge.members.revoke(alice, bob.person);
    await judge.eventually(() => askOrganization(judge, bob), 461, 'the revocation');
    judge.expect.json(await addReason(judge, alice));
    await judge.eventually(() => askOrganization(judge, bob), first, 'adding the reason that comes first');
  });
}

verifies('authentication/order-of-refusals', { case: 'revoked-before-frozen', needs }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    await setFrozen(judge, bob, true);
    await judge.eventually(() => askOrganization(judge, bob), 462, 'the freeze');
    await judge.members.revoke(alice, bob.person);
    await judge.eventually(() => askOrganization(judge, bob), 461, 'the revocation');
  }),
);

verifies('authentication/order-of-refusals', { case: 'revoked-before-stale' }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const bob = await judge.members.enrol(alice, 'bob');
    const token = deviceToken(bob.device, judge.now().plusSeconds(-350));
    const change = { Authorization: `Bearer ${token}` };
    const call = () => judge.rpc.authenticated(bob, { cmd: 'organization_info' }, { change });
    judge.expect.answer(await call(), 498, 'the stale token alone');
    await judge.members.revoke(alice, bob.person);
    await judge.eventually(call, 461, 'the revocation');
  }),
);

verifies(
  'authentication/signature-before-disclosure',
  { case: 'revoked', why: 'A caller that only knows a device id must learn nothing about its user.' },
  (judge) =>
    withSharedOrganization(judge, async ({ alice }) => {
      const bob = await judge.members.enrol(alice, 'bob');
      await judge.members.revoke(alice, bob.person);
      await judge.eventually(() => askOrganization(judge, bob), 461, 'the revocation');
      const forged = deviceToken(bob.device, judge.now(), { signedBy: judge.cast.signingKey('stranger') });
      const change = { Authorization: `Bearer ${forged}` };
      const answer = await judge.rpc.authenticated(bob, { cmd: 'organization_info' }, { change });
      judge.expect.answer(answer, 403, 'a stranger');
    }),
);
