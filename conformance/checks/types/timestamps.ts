import { verifies } from '../../src/judge/verifies.ts';
import { allCertificates } from '../../src/vocabulary/actions/member-calls.ts';
import type { Instant } from '../../src/wire/values.ts';
import { microsOf } from '../../src/wire/values.ts';

/** An instant in the same second, with this microsecond part. */
const at = (moment: Instant, micros: number) => moment.plus(-(moment.micros % 1_000_000n)).plus(micros);

for (const micros of [123_456, 999_999, 1]) {
  verifies('types/microseconds-kept', { case: `cursor-at-${micros}` }, async (judge) => {
    const moment = at(judge.now(), micros);
    const { author, bootstrap } = await judge.bootstrapped({}, { at: moment });
    const after = async (common_after: Instant) => {
      const answer = await judge.rpc.authenticated(author, { ...allCertificates, common_after });
      return judge.expect.list(judge.expect.reply(answer), 'common_certificates', answer);
    };
    const { user, device } = bootstrap.certificates;
    judge.expect.equal(await after(moment.plus(-1)), [user, device], 'certificates after 1 µs before them');
    judge.expect.equal(await after(moment), [], 'certificates after their own timestamp');
    const same = judge.members.addition({ ...author, person: bootstrap.person }, { at: moment });
    const refused = await judge.members.send(author, same, 'a certificate of the same time');
    const reply = judge.expect.reply(refused, 'require_greater_timestamp');
    judge.expect.equal(reply.strictly_greater_than, moment, 'strictly_greater_than', refused);
  });

  verifies('types/microseconds-kept', { case: `refusal-at-${micros}` }, async (judge) => {
    const organization = await judge.organization();
    const moment = at(judge.now().plusSeconds(3600), micros);
    const { broken } = await judge.twin({
      broken: () => judge.bootstrap(organization, { at: moment }),
      refused: 'timestamp_out_of_ballpark',
      valid: () => judge.bootstrap(organization),
    });
    const reply = judge.expect.instant(
      judge.expect.reply(broken, 'timestamp_out_of_ballpark'),
      'client_timestamp',
    );
    judge.expect.equal(reply, moment, 'client_timestamp', broken);
  });
}

verifies('types/json-time-has-zone', { needs: ['administration'] }, async (judge) => {
  const { organization, author } = await judge.bootstrapped({ tos: { en: 'https://example.com/terms' } });
  const statusAnswer = await judge.administration.get(organization.id);
  const written = judge.expect.text(
    judge.expect.map(judge.expect.json(statusAnswer), 'tos', statusAnswer),
    'updated_on',
    statusAnswer,
  );
  const parsed = microsOf(written);
  judge.expect.that(parsed !== undefined, 'a time by RFC 3339 with a zone', written, statusAnswer);
  const answer = await judge.rpc.tos(author, { cmd: 'tos_get' });
  const { micros } = judge.expect.instant(judge.expect.reply(answer), 'updated_on', answer);
  judge.expect.equal(parsed, micros, 'the same moment, in µs', statusAnswer);
});
