import { certificatesOf } from '../../../src/case/observations/organization.ts';
import { verifies } from '../../../src/case/verifies.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

verifies('keys/no-private-key-asked', async (judge) => {
  const organization = await judge.organization();
  const founding = judge.founding(organization);
  const { root, device, person } = founding;
  const author = { organization: organization.id, device };
  const answers: Exchange[] = [await judge.bootstrap(organization, founding)];
  judge.expect.reply(answers[0] as Exchange, 'ok', 'a bootstrap that sends public keys alone');
  const { common } = await certificatesOf(judge, author);
  const [user, first] = common.map((bytes, index) =>
    judge.expect.certificate(bytes, root.verifyKey, `certificate ${index + 1}`),
  );
  judge.expect.equal(user?.public_key, person.privateKey.publicKey, 'public key served');
  judge.expect.equal(first?.verify_key, device.key.verifyKey, 'verify key served');

  answers.push(await judge.rpc.authenticated(author, { cmd: 'organization_info' }));
  answers.push(await judge.rpc.tos(author, { cmd: 'tos_get' }));
  answers.push(await judge.rpc.anonymousServer({ cmd: 'server_config' }));
  const secrets = { root: root.seed, device: device.key.seed, user: person.privateKey.bytes };
  for (const answer of answers) {
    judge.expect.answer(answer, ['ok', 'no_tos']);
    for (const [owner, secret] of Object.entries(secrets)) {
      const bytes = Buffer.from(secret);
      const seen =
        Buffer.from(answer.body).includes(bytes) ||
        [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')].some((form) =>
          answer.text.includes(form),
        );
      judge.expect.that(!seen, `a reply without the private key of the ${owner}`, 'a reply with it', answer);
    }
  }
});
