import { verifies } from '../../../src/judge/verifies.ts';
import { allCertificates } from '../../../src/vocabulary/actions/member-calls.ts';
import { certificatesOf } from '../../../src/vocabulary/observations/organization.ts';
import { loadSamples } from '../../../src/vocabulary/samples/load-samples.ts';
import { withSampleFounder } from '../../../src/vocabulary/samples/prepare-samples.ts';
import { Ext } from '../../../src/wire/raw-values.ts';

/** Keys that a client of a later minor version could send next to the fields of a command. */
const laterKeys = { dummy: 'x', dummies: [1, { a: null }], extension: new Ext(42, [1, 2, 3]) };

for (const { command, sample } of await loadSamples()) {
  const { fields, needs = [], served = 'ok' } = sample;
  if (Object.keys(fields).length === 0) continue;
  verifies('encoding/unknown-key-ignored', { case: command.replaceAll('_', '-'), needs }, (judge) =>
    withSampleFounder(judge, async (alice) => {
      const { message, send, expectEffect } = await sample.prepare(judge, { caller: alice, preparer: alice });
      const answer = await send({ ...message(), ...laterKeys }, 'unknown keys');
      judge.expect.answer(answer, served, `${command} with unknown keys`);
      await expectEffect?.();
    }),
  );
}

verifies('encoding/unknown-key-ignored', async (judge) => {
  const { author } = await judge.common();
  const { common } = await certificatesOf(judge, author);
  const command = { ...allCertificates, ...laterKeys };
  const exchange = await judge.rpc.authenticated(author, command, { label: 'unknown keys' });
  const reply = judge.expect.reply(exchange, 'ok', 'a command with unknown keys');
  judge.expect.equal(reply.common_certificates, common, 'the certificates, as without those keys', exchange);
});

verifies('encoding/unknown-key-ignored-without-fields', async (judge) => {
  const { author } = await judge.common();
  const call = (fields: object) => judge.rpc.authenticated(author, { cmd: 'organization_info', ...fields });
  const exchange = await call({ dummy: 'x' });
  judge.expect.answer(exchange, ['ok', 415], '`organization_info` with an unknown key');
  const { total_metadata_bytes } = judge.expect.reply(await call({}), 'ok', '`organization_info` alone');
  judge.expect.equal(total_metadata_bytes, 0, 'total_metadata_bytes');
  const treatment = exchange.status === 415 ? 'refused' : 'ignored';
  judge.note(`an unknown key in a command without fields is ${treatment}`);
});
