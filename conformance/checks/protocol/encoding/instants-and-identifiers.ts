import type { Judge } from '../../../src/judge/judge.ts';
import type { Author } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { allCertificates } from '../../../src/vocabulary/actions/member-calls.ts';
import { certificatesOf } from '../../../src/vocabulary/observations/organization.ts';
import { Ext, Float64, Pairs } from '../../../src/wire/raw-values.ts';
import { type Fields, Instant } from '../../../src/wire/values.ts';

const fetchWith = (judge: Judge, author: Author, fields: Fields, label: string) =>
  judge.rpc.authenticated(author, { ...allCertificates, ...fields }, { label });

/**
 * Asserts that requests with one value that does not decode get 415, and that the request with a
 * valid value succeeds.
 */
async function expectRefused(
  judge: Judge,
  mistakes: Readonly<Record<string, Fields>>,
  valid: (judge: Judge) => Fields,
): Promise<void> {
  const { author, bootstrap } = await judge.common();
  for (const [what, fields] of Object.entries(mistakes))
    judge.expect.answer(await fetchWith(judge, author, fields, what), 415, what);
  judge.expect.reply(await fetchWith(judge, author, valid(judge), 'valid'), 'ok', 'the same field, honest');
  const { common } = await certificatesOf(judge, author);
  judge.expect.equal(common[0], bootstrap.certificates.user, 'the first certificate');
}

verifies('encoding/instant-is-ext-1', async (judge) => {
  const organization = await judge.organization();
  const at = judge.now().plusSeconds(-350);
  const exchange = await judge.bootstrap(organization, { at });
  const reply = judge.expect.reply(exchange, 'timestamp_out_of_ballpark');
  for (const name of ['client_timestamp', 'server_timestamp']) judge.expect.instant(reply, name, exchange);
  judge.expect.equal(reply.client_timestamp, at, 'client_timestamp, to the microsecond', exchange);
});

verifies('encoding/instant-is-nothing-else', (judge) => {
  const now = judge.now();
  const eight = new Uint8Array(8);
  return expectRefused(
    judge,
    {
      'an integer': { common_after: now.micros },
      'a float': { common_after: new Float64(now.seconds) },
      'a text': { common_after: now.toString() },
      'eight bytes': { common_after: eight },
      'extension type 2': { common_after: new Ext(2, eight) },
      'the timestamp of msgpack itself': { common_after: new Ext(-1, eight) },
      'extension type 1 with 4 bytes': { common_after: new Ext(1, eight.subarray(4)) },
    },
    () => ({ common_after: now }),
  );
});

const [earliest, latest] = [-(2n ** 63n), 2n ** 63n - 1n];

verifies('encoding/instant-in-calendar', (judge) =>
  expectRefused(
    judge,
    {
      '2^63-1 µs': { common_after: new Instant(latest) },
      '-2^63 µs': { common_after: new Instant(earliest) },
    },
    () => ({ common_after: judge.now() }),
  ),
);

verifies('encoding/field-range', (judge) =>
  expectRefused(
    judge,
    {
      'common_after of -2^63 µs': { common_after: new Instant(earliest) },
      'sequester_after of 2^63-1 µs': { sequester_after: new Instant(latest) },
      'shamir_recovery_after of 2^63-1 µs': { shamir_recovery_after: new Instant(latest) },
    },
    () => ({ common_after: judge.now(), sequester_after: judge.now(), shamir_recovery_after: judge.now() }),
  ),
);

/** `realm_after` for one realm, with this identifier. */
const realm = (judge: Judge, id: unknown): Fields => ({ realm_after: new Pairs([[id, judge.now()]]) });

verifies('encoding/identifier-length', (judge) => {
  const { bytes, hex } = judge.random.id();
  return expectRefused(
    judge,
    {
      '15 bytes': realm(judge, new Ext(2, bytes.subarray(1))),
      '17 bytes': realm(judge, new Ext(2, [0, ...bytes])),
      'hexadecimal text': realm(judge, hex),
    },
    () => realm(judge, judge.random.id()),
  );
});

verifies('encoding/identifier-is-ext-2', (judge) => {
  const { bytes } = judge.random.id();
  return expectRefused(
    judge,
    { bytes: realm(judge, bytes), 'extension type 3': realm(judge, new Ext(3, bytes)) },
    () => realm(judge, judge.random.id()),
  );
});

verifies('encoding/absent-is-not-nil', async (judge) => {
  const organization = await judge.organization();
  const absent = { command: { bootstrap_token: undefined } };
  const refusal = await judge.bootstrap(organization, absent, { label: 'no bootstrap_token' });
  judge.expect.answer(refusal, 415, 'bootstrap_token absent');
  if (organization.token !== null) {
    const decoded = await judge.bootstrap(organization, { token: null }, { label: 'bootstrap_token nil' });
    judge.expect.answer(decoded, 'invalid_bootstrap_token', 'bootstrap_token nil');
  }
  await judge.twin({
    broken: () => judge.bootstrap(organization, { command: { sequester_authority_certificate: undefined } }),
    refused: 415,
    valid: () => judge.bootstrap(organization, { command: { sequester_authority_certificate: null } }),
  });
});
