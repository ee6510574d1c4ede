import type { RequirementId } from '@parsec-spec/spec/requirements';
import { verifiesClient } from '../../src/judge/verifies.ts';
import { sequesterAuthorityDer } from '../../src/people/cast.ts';
import { authority } from '../../src/people/dated-certificates.ts';
import { expectRulesListed } from '../../src/played-server/expect-rules-listed.ts';
import { forgeries, unusualCertificates } from '../../src/played-server/misbehaviours/certificates/index.ts';
import { beforeProfileSwitch, profileSwitches } from '../../src/played-server/profile-switch.ts';
import {
  continuesAfter,
  cursorSince,
  cursorsSince,
  refusesFalseHistory,
  refusesForgery,
} from '../../src/played-server/refuses-forgery.ts';
import { simulateOrganization } from '../../src/played-server/simulated-organization.ts';

/** The rules of the forged and unusual certificates, written out so that grep finds their checks. */
const ruleIds: readonly RequirementId[] = [
  'certificates/envelope',
  'client-certificates/author-is-admin',
  'client-certificates/author-known',
  'client-certificates/author-not-revoked',
  'client-certificates/author-older',
  'client-certificates/batch-refused-whole',
  'client-certificates/device-has-user',
  'client-certificates/ids-unique',
  'client-certificates/not-about-oneself',
  'client-certificates/profile-change-changes',
  'client-certificates/redacted-accepted',
  'client-certificates/revoked-once',
  'client-certificates/root-signs-bootstrap-only',
  'client-certificates/signatures-verified',
  'client-certificates/time-never-goes-back',
  'device_certificate/fields',
  'device_certificate/purpose-absent-is-standard',
  'keys/sizes-in-client',
  'revoked_user_certificate/fields',
  'sequester_authority_certificate/fields',
  'sequester_authority_certificate/root-signed',
  'types/device-label-length',
  'types/email-is-bare-ascii',
  'types/email-redacted-domain',
  'types/human-label-characters',
  'types/human-label-length',
  'types/microseconds-kept',
  'types/profile-is-one-of-three',
  'user_certificate/fields',
  'user_update_certificate/fields',
];

/** Requirements that servers have, too, have checks of clients by cases that say so. */
const caseOf = (rule: RequirementId, name: string): string =>
  rule.includes('client') ? name : `client-${name}`;

const batchRefused = 'client-certificates/batch-refused-whole';

for (const { name, word, rules, cases } of forgeries) {
  expectRulesListed(rules, ruleIds);
  if (rules[0] === batchRefused) continue;
  for (const [variant, forgery] of Object.entries(cases)) {
    const misbehaviour = `${name}=${word}:${variant}`;
    if ('history' in forgery)
      verifiesClient(rules, { case: caseOf(rules[0], variant) }, (judge) =>
        refusesFalseHistory(judge, misbehaviour, forgery),
      );
    else
      verifiesClient(
        rules,
        { case: caseOf(rules[0], variant), ...(forgery.why !== undefined && { why: forgery.why }) },
        (judge) => refusesForgery(judge, misbehaviour, forgery),
      );
  }
}

const halfFalse = forgeries.find(({ rules }) => rules[0] === batchRefused)?.cases['first-half-valid'];

verifiesClient(
  batchRefused,
  { why: 'A client that keeps half of a batch can be led, batch by batch, into a forged history.' },
  async (judge) => {
    if (halfFalse === undefined || 'history' in halfFalse) throw new Error('no such forgery');
    await refusesForgery(judge, 'certificate.batch=half-false:first-half-valid', halfFalse);
  },
);

verifiesClient(batchRefused, { case: 'says-so', timeout: 30_000 }, async (judge) => {
  const simulated = await simulateOrganization(judge);
  await continuesAfter(judge, simulated, undefined);
  const logIn = async (misbehaviour: string) => {
    simulated.misbehave(misbehaviour);
    return judge.expectRefused(await simulated.logIn(), `a log-in with ${misbehaviour}`);
  };
  const garbage = await logIn('certificate.batch=half-false:garbage');
  judge.expectToldApart(
    ['a certificate that is none', garbage],
    [
      ['an error of the server', await logIn('http=500')],
      ['a server that is away', await logIn('http=503')],
      ['an unknown status', await logIn('reply.status=dummy_of_a_later_version')],
    ],
  );
});

verifiesClient(
  'client-certificates/root-signs-bootstrap-only',
  { case: 'authority-comes-later' },
  async (judge) => {
    const simulated = await simulateOrganization(judge);
    await continuesAfter(judge, simulated, undefined);
    simulated.sequester = [authority(simulated.root, sequesterAuthorityDer, simulated.bootstrappedAt)];
    judge.expectRefused(
      await simulated.logIn(),
      'a log-in at a server that serves a sequester authority which it had not served before',
    );
    simulated.sequester = [];
    await continuesAfter(judge, simulated, simulated.common.at(-1));
  },
);

for (const { rule, certificates } of unusualCertificates) {
  expectRulesListed([rule], ruleIds);
  verifiesClient(rule, async (judge) => {
    const simulated = await simulateOrganization(judge);
    simulated.common = [...simulated.common, ...certificates(simulated.members)];
    await continuesAfter(judge, simulated, undefined);
    await continuesAfter(judge, simulated, simulated.common.at(-1));
  });
}

for (const [name, from, to] of profileSwitches) {
  verifiesClient(
    'client-certificates/outsider-switch-refetches',
    { case: name, why: 'An OUTSIDER is served redacted certificates, other members the full ones.' },
    async (judge) => {
      const bob = await beforeProfileSwitch(judge, from, to);
      const { simulated, later, change } = bob;
      bob.switch();
      const before = simulated.commands.length;
      judge.expectOk(await simulated.logIn(), 'a log-in after the change');
      const cursors = cursorsSince(simulated, before);
      // A client that follows the organization asks again, after the last certificate.
      const further = cursors.slice(2).map(() => change.at);
      judge.expect.equal(
        cursors,
        [later, null, ...further],
        'common_after of the certificate_get that followed',
      );

      const again = simulated.commands.length;
      judge.expectOk(await simulated.logIn(), 'another log-in');
      judge.expect.equal(
        cursorSince(simulated, again),
        change.at,
        'common_after of the next certificate_get',
      );
    },
  );

  verifiesClient(
    'client-certificates/outsider-switch-refetches',
    { case: `${name}-drops` },
    async (judge) => {
      const bob = await beforeProfileSwitch(judge, from, to);
      const { simulated } = bob;
      bob.switch();
      simulated.answer = ({ cmd, common_after }) =>
        cmd === 'certificate_get' && common_after === null ? { status: 503 } : undefined;
      judge.expectRefused(
        await simulated.logIn(),
        'a log-in after the change, while fetching from the beginning fails',
      );
      simulated.answer = () => undefined;
      const before = simulated.commands.length;
      judge.expectOk(await simulated.logIn(), 'a log-in when fetching works again');
      const cursors = cursorsSince(simulated, before);
      judge.expect.that(cursors.includes(null), 'a certificate_get from the beginning', cursors);
    },
  );
}
