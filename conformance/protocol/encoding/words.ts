import { tokenOf } from '../../src/judge/index.ts';
import { refuses } from '../../src/trials/index.ts';
import { verifies } from '../../src/verifies/index.ts';

verifies('encoding/token-is-bin-16', { needs: ['administration'] }, async (judge) => {
  const organization = await judge.organization();
  const { bootstrapUrl = '', bootstrapUrlAsHttpRedirection = '' } = organization;
  const form = '`p`: base64url of a msgpack bin of 16 bytes';
  for (const link of [bootstrapUrl, bootstrapUrlAsHttpRedirection])
    judge.expect.that(tokenOf(link) !== undefined, form, link);
  judge.expect.reply(await judge.bootstrap(organization), 'ok', 'that token, sent as bin of 16 bytes');
});

verifies('encoding/handle-is-a-pair', (judge) => {
  const { email, label } = judge.cast.person('alice');
  return refuses(judge, {
    faults: {
      'a handle as a map': { user: { human_handle: { email, label } } },
      'a handle as a text': { user: { human_handle: `${label} <${email}>` } },
      'a handle of one text': { user: { human_handle: [email] } },
      'a handle of three texts': { user: { human_handle: [email, label, label] } },
    },
  });
});

verifies('encoding/enumerations-upper-case', async (judge) => {
  const config = judge.expect.reply(await judge.rpc.anonymousServer({ cmd: 'server_config' }));
  const words = [
    config.account,
    config.organization_bootstrap,
    judge.expect.map(config, 'openbao').type,
    judge.expect.map(config, 'cryptpad').type,
  ];
  const upperCase = words.every((word) => typeof word === 'string' && /^[A-Z][A-Z_]*$/.test(word));
  judge.expect.that(upperCase, 'upper-case words', words);
  await refuses(judge, {
    faults: {
      'a profile in lower case': { user: { profile: 'admin' } },
      'a profile of no list': { user: { profile: 'DUMMY' } },
      'a purpose in lower case': { deviceFields: { purpose: 'standard' } },
    },
  });
});

verifies('encoding/statuses-snake-case', async (judge) => {
  const organization = await judge.organization();
  const founding = judge.founding(organization);
  const late = { at: judge.now().plusSeconds(-350) };
  const junk = { command: { user_certificate: Buffer.from('foobar') } };
  const author = { organization: organization.id, device: founding.device };
  const statuses = [
    ['invalid_certificate', () => judge.bootstrap(organization, junk)],
    ['timestamp_out_of_ballpark', () => judge.bootstrap(organization, late)],
    ['invalid_bootstrap_token', () => judge.bootstrap(organization, { token: judge.random.bytes(16) })],
    ['ok', () => judge.bootstrap(organization, founding)],
    ['organization_already_bootstrapped', () => judge.bootstrap(organization, founding)],
    ['no_tos', () => judge.rpc.tos(author, { cmd: 'tos_get' })],
  ] as const;
  for (const [status, call] of statuses) judge.expect.reply(await call(), status);
});
