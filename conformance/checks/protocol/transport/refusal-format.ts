import type { Judge } from '../../../src/judge/judge.ts';
import { deviceToken } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { apiVersion } from '../../../src/wire/api-version.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

const info = { cmd: 'organization_info' };
const needs = ['administration'] as const;

/** Asserts a refusal before any command was handled: this status, and JSON with a reason. */
function expectJsonRefusal(judge: Judge, exchange: Exchange, status: number): void {
  const { detail } = judge.expect.json(exchange, status);
  judge.expect.header(exchange, 'Content-Type', /^application\/json\b/);
  judge.expect.that(typeof detail === 'string' && detail !== '', 'detail: a text', detail, exchange);
}

verifies('transport/refusal-is-json', async (judge) => {
  const { author } = await judge.common();
  const call = (change: Record<string, string | null>) => judge.rpc.authenticated(author, info, { change });
  expectJsonRefusal(judge, await call({ Authorization: null }), 401);
  const stranger = { ...author, device: judge.cast.device('stranger') };
  expectJsonRefusal(judge, await judge.rpc.authenticated(stranger, info), 403);
  const unknown = { ...author, organization: judge.newName() };
  expectJsonRefusal(judge, await judge.rpc.authenticated(unknown, info), 404);
  expectJsonRefusal(judge, await call({ 'Content-Type': null }), 415);
  const stale = deviceToken(author.device, judge.now().plusSeconds(-350));
  expectJsonRefusal(judge, await call({ Authorization: `Bearer ${stale}` }), 498);
  judge.expect.reply(await call({}), 'ok', 'the same device, honest');
});

verifies('transport/refusal-is-json', { needs: ['events'], case: 'accept' }, async (judge) => {
  const { author } = await judge.common();
  // Reads the whole answer. `judge.rpc.events` would read only the head.
  const refused = await judge.http({
    target: `/authenticated/${author.organization}/events`,
    headers: [
      ['Api-Version', apiVersion],
      ['Authorization', `Bearer ${deviceToken(author.device, judge.now())}`],
    ],
  });
  expectJsonRefusal(judge, refused, 406);
  judge.expect.answer(await judge.rpc.events(author), 200, 'the right Accept');
});

verifies('transport/refusal-is-json', { needs, case: 'expired' }, async (judge) => {
  const organization = await judge.organization();
  judge.expect.json(await judge.administration.patch(organization.id, { is_expired: true }));
  expectJsonRefusal(judge, await judge.bootstrap(organization), 460);
  judge.expect.json(await judge.administration.patch(organization.id, { is_expired: false }));
  judge.expect.reply(await judge.bootstrap(organization), 'ok', 'after the expiry was lifted');
});

verifies('transport/refusal-is-json', { needs, case: 'frozen' }, async (judge) => {
  const { organization, bootstrap, author } = await judge.bootstrapped();
  const freeze = (frozen: boolean) =>
    judge.administration.freeze(organization.id, { frozen, user_id: bootstrap.person.userId.hex });
  const call = () => judge.rpc.authenticated(author, info);
  judge.expect.json(await freeze(true));
  expectJsonRefusal(judge, await judge.eventually(call, 462, 'the freeze'), 462);
  judge.expect.json(await freeze(false));
  await judge.eventually(call, 'ok', 'the unfreezing');
});

verifies('transport/refusal-is-json', { needs, case: 'terms' }, async (judge) => {
  const { author } = await judge.bootstrapped({ tos: { en_US: 'https://example.com/terms' } });
  expectJsonRefusal(judge, await judge.rpc.authenticated(author, info), 463);
  judge.expect.reply(await judge.rpc.tos(author, { cmd: 'tos_get' }), 'ok', 'the terms themselves');
});
