import { SecretScan } from '../../../src/judge/secret-scan.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import { certificatesOf } from '../../../src/vocabulary/observations/organization.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

verifies('keys/no-private-key-asked', async (judge) => {
  const organization = await judge.organization();
  const bootstrap = judge.newBootstrap(organization);
  const { root, device, person } = bootstrap;
  const author = { organization: organization.id, device };
  const answers: Exchange[] = [await judge.bootstrap(organization, bootstrap)];
  judge.expect.reply(answers[0] as Exchange, 'ok', 'a bootstrap that sends public keys alone');
  const { common } = await certificatesOf(judge, author);
  const [user, first] = common.map((bytes, index) =>
    judge.expect.certificate(bytes, root.verifyKey, `certificate ${index + 1}`),
  );
  judge.expect.equal(user?.public_key, person.privateKey.publicKey, 'public key served');
  judge.expect.equal(first?.verify_key, device.key.verifyKey, 'verify key served');

  answers.push(await askOrganization(judge, author));
  answers.push(await judge.rpc.tos(author, { cmd: 'tos_get' }));
  answers.push(await judge.rpc.anonymousServer({ cmd: 'server_config' }));
  const scan = new SecretScan();
  scan.plant('the signing key of the root', root.seed);
  scan.plant('the signing key of the device', device.key.seed);
  scan.plant('the private key of the user', person.privateKey.bytes);
  for (const answer of answers) {
    judge.expect.answer(answer, ['ok', 'no_tos']);
    judge.expect.equal(scan.findIn(answer.body), [], 'secrets in a reply', answer);
  }
});
