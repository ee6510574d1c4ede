import type { Judge } from '../../../src/judge/judge.ts';
import type { Bootstrapped } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import { microsOf } from '../../../src/wire/values.ts';

const needs = ['administration'] as const;
const urls = {
  en: 'https://example.com/terms',
  fr: 'https://example.com/conditions',
  'zh-TW': 'https://example.com/條款',
};
const getTerms = (judge: Judge, { author }: Bootstrapped) => judge.rpc.tos(author, { cmd: 'tos_get' });

for (const when of ['before-acceptance', 'after-acceptance']) {
  verifies('tos_get/gives-terms', { case: when, needs }, async (judge) => {
    const bootstrapped = await judge.bootstrapped({ tos: urls });
    let answer = await getTerms(judge, bootstrapped);
    if (when === 'after-acceptance') {
      const tos_updated_on = judge.expect.instant(judge.expect.reply(answer), 'updated_on', answer);
      judge.expect.reply(await judge.rpc.tos(bootstrapped.author, { cmd: 'tos_accept', tos_updated_on }));
      answer = await getTerms(judge, bootstrapped);
    }
    const terms = judge.expect.reply(answer);
    judge.expect.equal(judge.expect.map(terms, 'per_locale_urls', answer), urls, 'per_locale_urls', answer);
    const status = await judge.administration.get(bootstrapped.organization.id);
    const { updated_on } = judge.expect.map(judge.expect.json(status), 'tos', status);
    const updatedOn = judge.expect.instant(terms, 'updated_on', answer).micros;
    judge.expect.equal(
      updatedOn,
      microsOf(String(updated_on)),
      'updated_on, as the administration shows it',
      answer,
    );
  });
}

verifies('tos_get/no-terms', async (judge) => {
  const bootstrapped = await judge.bootstrapped();
  judge.expect.reply(await askOrganization(judge, bootstrapped.author));
  judge.expect.reply(await getTerms(judge, bootstrapped), 'no_tos');
});

verifies('tos_get/no-terms', { case: 'removed', needs }, async (judge) => {
  const bootstrapped = await judge.bootstrapped({ tos: urls });
  judge.expect.instant(judge.expect.reply(await getTerms(judge, bootstrapped)), 'updated_on');
  judge.expect.json(await judge.administration.patch(bootstrapped.organization.id, { tos: null }));
  await judge.eventually(() => getTerms(judge, bootstrapped), 'no_tos', 'removing the terms');
});
