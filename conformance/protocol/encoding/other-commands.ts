import type { Judge } from '../../src/judge/index.ts';
import { verifies } from '../../src/verifies/index.ts';

type Fields = Readonly<Record<string, unknown>>;

const everything: Fields = {
  common_after: null,
  sequester_after: null,
  shamir_recovery_after: null,
  realm_after: {},
};

/** A `certificate_get` with one field changed is answered 415; the honest one is served. */
async function refused(judge: Judge, faults: Readonly<Record<string, Fields>>): Promise<void> {
  const { founding, author } = await judge.common();
  const get = (fields: Fields, label: string) =>
    judge.rpc.authenticated(author, { cmd: 'certificate_get', ...everything, ...fields }, { label });
  for (const [what, fields] of Object.entries(faults))
    judge.expect.answer(await get(fields, what), 415, what);
  const { common_certificates } = judge.expect.reply(await get({}, 'valid'), 'ok', 'the honest command');
  const { user, device } = founding.certificates;
  judge.expect.equal(common_certificates, [user, device], 'common_certificates');
}

const fields = Object.keys(everything);

verifies('encoding/required-field-present', { case: 'certificate-get' }, (judge) =>
  refused(judge, Object.fromEntries(fields.map((field) => [`${field} absent`, { [field]: undefined }]))),
);

verifies('encoding/field-type', { case: 'certificate-get' }, (judge) =>
  refused(judge, {
    ...Object.fromEntries(fields.map((field) => [`${field} a boolean`, { [field]: true }])),
    'common_after an identifier': { common_after: judge.random.id() },
    'realm_after nil': { realm_after: null },
    'realm_after an instant': { realm_after: judge.now() },
    'realm_after of a text': { realm_after: { realm: judge.now() } },
  }),
);

verifies('encoding/required-field-present', { case: 'tos-accept' }, async (judge) => {
  const { author } = await judge.common();
  const accept = (time: Fields) => judge.rpc.tos(author, { cmd: 'tos_accept', ...time });
  judge.expect.answer(await accept({}), 415, 'tos_updated_on absent');
  judge.expect.answer(await accept({ tos_updated_on: null }), 415, 'tos_updated_on nil');
  judge.expect.reply(await accept({ tos_updated_on: judge.now() }), 'no_tos', 'the honest command');
});
