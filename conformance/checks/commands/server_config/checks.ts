import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import type { Fields } from '../../../src/wire/values.ts';

const configOf = async (judge: Judge): Promise<Fields> =>
  judge.expect.reply(await judge.rpc.anonymousServer({ cmd: 'server_config' }));

function expectWord(judge: Judge, value: unknown, words: readonly string[], what: string): void {
  const isWord = typeof value === 'string' && words.includes(value);
  judge.expect.that(isWord, `${what}: ${words.join(' or ')}`, value);
}

const modes = ['WITH_BOOTSTRAP_TOKEN', 'SPONTANEOUS'];

verifies('server_config/without-credentials', async (judge) => {
  const exchange = await judge.rpc.anonymousServer(
    { cmd: 'server_config' },
    { change: { Authorization: null } },
  );
  expectWord(judge, judge.expect.reply(exchange).organization_bootstrap, modes, 'organization_bootstrap');
});

verifies('server_config/tells-bootstrap-mode', { needs: ['no-spontaneous'] }, async (judge) => {
  const settings = await configOf(judge);
  judge.expect.equal(settings.organization_bootstrap, 'WITH_BOOTSTRAP_TOKEN', 'organization_bootstrap');
  const { message } = judge.newBootstrap({ token: null });
  const refused = await judge.rpc.anonymous(judge.newName(), message);
  judge.expect.answer(refused, 404, 'a bootstrap that would have to create');
});

verifies(
  'server_config/tells-bootstrap-mode',
  { needs: ['spontaneous'], case: 'spontaneous' },
  async (judge) => {
    const settings = await configOf(judge);
    judge.expect.equal(settings.organization_bootstrap, 'SPONTANEOUS', 'organization_bootstrap');
    const { message } = judge.newBootstrap({ token: null });
    judge.expect.reply(await judge.rpc.anonymous(judge.newName(), message), 'ok', 'a bootstrap that creates');
  },
);

verifies('server_config/tells-services', async (judge) => {
  const settings = await configOf(judge);
  expectWord(judge, settings.account, ['DISABLED', 'ENABLED_WITH_VAULT', 'ENABLED_WITHOUT_VAULT'], 'account');
  expectWord(judge, judge.expect.map(settings, 'openbao').type, ['DISABLED', 'ENABLED'], 'openbao.type');
  expectWord(judge, judge.expect.map(settings, 'cryptpad').type, ['DISABLED', 'ENABLED'], 'cryptpad.type');
  const advice = judge.expect.list(settings, 'advisory_device_file_protection');
  const texts = advice.every((item) => typeof item === 'string');
  judge.expect.that(texts, 'advisory_device_file_protection: a list of texts', advice);
});
