import { honest, rpcRoutes } from '../../src/routes/index.ts';
import type { Judge } from '../../src/judge/index.ts';
import { verifies } from '../../src/verifies/index.ts';

const major = /^5\.\d+$/;

/** The server's own version, as an honest reply tells it. */
async function ownVersion(judge: Judge): Promise<string> {
  const reply = await judge.rpc.anonymousServer({ cmd: 'server_config' }, { label: 'honest version' });
  judge.expect.reply(reply);
  return judge.expect.header(reply, 'Api-Version', major);
}

verifies('versioning/any-minor-served', async (judge) => {
  const caller = await honest(judge);
  for (const version of ['5.0', '5.6', '5.99', '5.4294967295'])
    for (const { name, call, served } of rpcRoutes) {
      const exchange = await call(judge, caller, { change: { 'Api-Version': version }, label: version });
      judge.expect.answer(exchange, served, `${name}, Api-Version: ${version}`);
    }
});

verifies('versioning/refusal-lists-versions', async (judge) => {
  const own = await ownVersion(judge);
  for (const version of [null, '<dummy>', '3.99']) {
    const refused = await judge.rpc.anonymousServer(
      { cmd: 'server_config' },
      { change: { 'Api-Version': version } },
    );
    judge.expect.answer(refused, 422);
    const listed = judge.expect.header(refused, 'Supported-Api-Versions').split(';');
    const wellFormed = listed.every((item) => /^\d+\.\d+$/.test(item));
    judge.expect.that(wellFormed, 'versions joined by `;`', listed, refused);
    judge.expect.that(listed.includes(own), `${own} among the versions served`, listed, refused);
  }
});

verifies('versioning/reply-names-own-version', async (judge) => {
  const own = await ownVersion(judge);
  const caller = await honest(judge);
  for (const version of ['5.0', '5.99'])
    for (const { name, call, served } of rpcRoutes) {
      const label = `${name}, Api-Version: ${version}`;
      const exchange = await call(judge, caller, { change: { 'Api-Version': version }, label });
      judge.expect.answer(exchange, served, label);
      judge.expect.header(exchange, 'Api-Version', own);
    }
});

verifies('versioning/refusal-names-own-version', async (judge) => {
  const own = await ownVersion(judge);
  const { author } = await judge.bootstrapped();
  const info = { cmd: 'organization_info' };
  const call = (change: Record<string, string | null>) =>
    judge.rpc.authenticated(author, info, { change: { 'Api-Version': '5.0', ...change } });
  const stranger = { ...author, device: judge.cast.device('stranger') };
  const unknown = { ...author, organization: judge.newName() };
  const refusals = [
    [401, await call({ Authorization: null })],
    [403, await judge.rpc.authenticated(stranger, info, { change: { 'Api-Version': '5.0' } })],
    [404, await judge.rpc.authenticated(unknown, info, { change: { 'Api-Version': '5.0' } })],
    [415, await call({ 'Content-Type': null })],
  ] as const;
  for (const [status, exchange] of refusals) {
    judge.expect.answer(exchange, status, `a refusal by ${status}`);
    judge.expect.header(exchange, 'Api-Version', own);
  }
  judge.expect.reply(await judge.rpc.authenticated(author, info), 'ok', 'the same device, honest');
});

verifies(
  'versioning/refusal-names-own-version',
  { needs: ['administration'], case: 'organization-expired' },
  async (judge) => {
    const own = await ownVersion(judge);
    const organization = await judge.organization();
    judge.expect.json(await judge.administration.patch(organization.id, { is_expired: true }));
    const refused = await judge.bootstrap(organization, {}, { change: { 'Api-Version': '5.0' } });
    judge.expect.answer(refused, 460);
    judge.expect.header(refused, 'Api-Version', own);
  },
);
