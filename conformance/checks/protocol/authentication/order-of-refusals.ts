import type { Judge } from '../../../src/judge/judge.ts';
import type { Bootstrapped } from '../../../src/judge/organization.ts';
import { deviceToken } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';

const needs = ['administration'] as const;
const info = { cmd: 'organization_info' };
const terms = { tos: { en: 'https://example.com/terms' } };

/** Puts an organization, or its first user, into a state that is refused, or undoes that. */
type State = (judge: Judge, bootstrapped: Bootstrapped, on?: boolean) => Promise<unknown>;
const expired: State = async (judge, { organization }, on = true) =>
  judge.expect.json(await judge.administration.patch(organization.id, { is_expired: on }));
const frozen: State = (judge, { author }, on = true) => setFrozen(judge, author, on);
const pending: State = async (judge, { organization }, on = true) =>
  judge.expect.json(await judge.administration.patch(organization.id, on ? terms : { tos: null }));

/**
 * Asserts the answer to a request with two reasons to refuse it: that of the first reason in order.
 * The second reason is tested alone before.
 */
const orders = [
  { case: 'expired-before-frozen', first: 460, reasons: [frozen, expired], second: 462 },
  { case: 'expired-before-terms', first: 460, reasons: [pending, expired], second: 463 },
  { case: 'frozen-before-terms', first: 462, reasons: [pending, frozen], second: 463 },
] as const;

for (const { case: name, first, reasons, second } of orders) {
  verifies('authentication/order-of-refusals', { case: name, needs }, async (judge) => {
    const bootstrapped = await judge.bootstrapped();
    const [later, earlier] = reasons;
    await later(judge, bootstrapped);
    judge.expect.answer(
      await judge.rpc.authenticated(bootstrapped.author, info),
      second,
      'the second reason alone',
    );
    await earlier(judge, bootstrapped);
    await judge.eventually(
      () => judge.rpc.authenticated(bootstrapped.author, info),
      first,
      'adding the reason that comes first',
    );
  });
}

for (const { case: name, state, first } of [
  { case: 'expired-before-stale', state: expired, first: 460 },
  { case: 'frozen-before-stale', state: frozen, first: 462 },
  { case: 'terms-before-stale', state: pending, first: 463 },
]) {
  verifies('authentication/order-of-refusals', { case: name, needs }, async (judge) => {
    const bootstrapped = await judge.bootstrapped();
    const token = deviceToken(bootstrapped.author.device, judge.now().plusSeconds(-350));
    const call = () =>
      judge.rpc.authenticated(bootstrapped.author, info, { change: { Authorization: `Bearer ${token}` } });
    await state(judge, bootstrapped);
    judge.expect.answer(await call(), first, 'both reasons');
    await state(judge, bootstrapped, false);
    await judge.eventually(call, 498, 'the end of the other reason');
  });
}

for (const { case: name, state, disclosed } of [
  { case: 'frozen', state: frozen, disclosed: 462 },
  { case: 'terms', state: pending, disclosed: 463 },
]) {
  verifies(
    'authentication/signature-before-disclosure',
    { case: name, needs, why: 'A caller that only knows a device id must learn nothing about its user.' },
    async (judge) => {
      const bootstrapped = await judge.bootstrapped();
      await state(judge, bootstrapped);
      const honest = await judge.rpc.authenticated(bootstrapped.author, info);
      judge.expect.answer(honest, disclosed, 'the device itself');
      const forged = deviceToken(bootstrapped.author.device, judge.now(), {
        signedBy: judge.cast.signingKey('stranger'),
      });
      const change = { Authorization: `Bearer ${forged}` };
      judge.expect.answer(
        await judge.rpc.authenticated(bootstrapped.author, info, { change }),
        403,
        'a stranger',
      );
    },
  );
}
