import { certificatesOf, standsAsFounded } from '../../src/effects/index.ts';
import { verifies } from '../../src/verifies/index.ts';
import { Ext } from '../../src/wire/index.ts';

/** What a client of a later minor version could send beside the fields that are known. */
const later = { dummy: 'x', dummies: [1, { a: null }], extension: new Ext(42, [1, 2, 3]) };

verifies('encoding/unknown-key-ignored', async (judge) => {
  const { organization, founding, author } = await judge.common();
  const everything = {
    cmd: 'certificate_get',
    common_after: null,
    sequester_after: null,
    shamir_recovery_after: null,
    realm_after: {},
  };
  const { common } = await certificatesOf(judge, author);
  const exchange = await judge.rpc.authenticated(
    author,
    { ...everything, ...later },
    { label: 'unknown keys' },
  );
  const reply = judge.expect.reply(exchange, 'ok', 'a command with unknown keys');
  judge.expect.equal(reply.common_certificates, common, 'the certificates, as without those keys', exchange);
  await standsAsFounded(judge, organization.id, founding);
});

verifies('encoding/unknown-key-ignored', { case: 'bootstrap' }, async (judge) => {
  const organization = await judge.organization();
  const founding = judge.founding(organization, { command: later });
  judge.expect.reply(await judge.bootstrap(organization, founding), 'ok', 'a bootstrap with unknown keys');
  await standsAsFounded(judge, organization.id, founding);
});

verifies('encoding/unknown-key-ignored-without-fields', async (judge) => {
  const { author } = await judge.common();
  const call = (fields: object) => judge.rpc.authenticated(author, { cmd: 'organization_info', ...fields });
  const exchange = await call({ dummy: 'x' });
  judge.expect.answer(exchange, ['ok', 415], '`organization_info` with an unknown key');
  const { total_metadata_bytes } = judge.expect.reply(await call({}), 'ok', '`organization_info` alone');
  judge.expect.equal(total_metadata_bytes, 0, 'total_metadata_bytes');
  const heard = exchange.status === 415 ? 'refused' : 'ignored';
  judge.note(`an unknown key in a command without fields is ${heard}`);
});
