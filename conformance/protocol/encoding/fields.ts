import { standsAsFounded } from '../../src/effects/index.ts';
import type { Judge } from '../../src/judge/index.ts';
import { verifies } from '../../src/verifies/index.ts';
import { Float64 } from '../../src/wire/index.ts';

type Changes = Readonly<Record<string, unknown>>;

/** Bootstraps with one field changed are answered 415; the honest one is then accepted, and stands. */
async function refused(judge: Judge, faults: Readonly<Record<string, Changes>>): Promise<void> {
  const organization = await judge.organization();
  for (const [what, command] of Object.entries(faults)) {
    const exchange = await judge.bootstrap(organization, { command }, { label: what });
    judge.expect.answer(exchange, 415, what);
  }
  const founding = judge.founding(organization);
  judge.expect.reply(await judge.bootstrap(organization, founding), 'ok', 'the honest bootstrap');
  await standsAsFounded(judge, organization.id, founding);
}

const certificates = [
  'user_certificate',
  'device_certificate',
  'redacted_user_certificate',
  'redacted_device_certificate',
];
const required = ['bootstrap_token', 'root_verify_key', ...certificates, 'sequester_authority_certificate'];

/** The same wrong value for each of some fields. */
const each = (fields: readonly string[], what: string, value: unknown) =>
  Object.fromEntries(fields.map((field) => [`${field}: ${what}`, { [field]: value }]));

verifies('encoding/required-field-present', (judge) => refused(judge, each(required, 'absent', undefined)));

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

const bytes = required.slice(1);

verifies('encoding/field-type', (judge) =>
  refused(judge, {
    ...each(required, 'an integer', 1),
    ...each(required, 'a boolean', true),
    ...each(required, 'a float', new Float64(1)),
    ...each(required, 'a map', { a: 1 }),
    ...each(bytes.slice(0, -1), 'nil', null),
  }),
);

verifies('encoding/field-length', (judge) => {
  const key = judge.cast.signingKey('root').verifyKey;
  return refused(judge, {
    'a token of no bytes': { bootstrap_token: new Uint8Array() },
    'a token of 15 bytes': { bootstrap_token: judge.random.bytes(15) },
    'a token of 17 bytes': { bootstrap_token: judge.random.bytes(17) },
    'a key of no bytes': { root_verify_key: new Uint8Array() },
    'a key of 31 bytes': { root_verify_key: key.subarray(1) },
    'a key of 33 bytes': { root_verify_key: Uint8Array.of(0, ...key) },
  });
});
