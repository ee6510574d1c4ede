import type { RequirementId } from '@parsec-spec/spec/requirements';
import { verifiesClient } from '../../../src/case/verifies.ts';
import { newUser } from '../../../src/client/new-user.ts';
import { falseLinks } from '../../../src/misbehaviours/links.ts';

/** The case of the check of a requirement. Those of organizations have other checks, too. */
const caseOf = (rule: RequirementId): string => (rule.startsWith('types/') ? 'client-link' : 'client');

for (const { rule, cases } of falseLinks) {
  verifiesClient(rule, { case: caseOf(rule) }, async (judge) => {
    const someone = await newUser(judge);
    someone.misbehave('bootstrap.status=invalid_bootstrap_token');
    for (const [fault, change] of Object.entries(cases)) {
      const link = change(someone.link, someone);
      judge.expect.that(link !== someone.link, 'another link', link);
      judge.expectRefused(await someone.bootstrap({ link }), `a client given a link with ${fault} (${link})`);
    }
    judge.expect.equal(someone.commands.length, 0, 'requests after bad links');
    judge.expectRefused(await someone.bootstrap(), 'the good link');
    judge.expect.equal(someone.commands[0]?.bootstrap_token, someone.token, 'token sent after the good link');
  });
}
