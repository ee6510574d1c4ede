import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import { statusOf } from '../../../src/vocabulary/observations/organization.ts';
import { microsOf } from '../../../src/wire/values.ts';

const needs = ['administration'] as const;
const first = { en_US: 'https://example.com/first' };
const second = { en_US: 'https://example.com/second', fr_FR: 'https://example.com/deuxieme' };

/** Publishes terms of service. Returns the time that the status shows for them. */
async function publish(judge: Judge, id: string, tos: Readonly<Record<string, string>>): Promise<string> {
  judge.expect.json(await judge.administration.patch(id, { tos }));
  const terms = judge.expect.map(await statusOf(judge, id), 'tos');
  judge.expect.equal(terms.per_locale_urls, tos, 'tos.per_locale_urls');
  return judge.expect.text(terms, 'updated_on');
}

verifies('organization_update/terms-set', { needs }, async (judge) => {
  const { organization, author } = await judge.bootstrapped();
  const times = [
    await publish(judge, organization.id, first),
    await publish(judge, organization.id, second),
    await publish(judge, organization.id, second),
    // Fewer locales than before: the update removes a locale that it does not name.
    await publish(judge, organization.id, first),
  ];
  const micros = times.map((time) => microsOf(time) ?? 0n);
  const rising = micros.every((time, index) => index === 0 || time > (micros[index - 1] ?? time));
  judge.expect.that(rising, 'a later updated_on after each update, also with the same URLs', times);
  const terms = judge.expect.reply(await judge.rpc.tos(author, { cmd: 'tos_get' }));
  judge.expect.equal(terms.per_locale_urls, first, 'the terms that a user receives');
});

verifies('organization_update/terms-removed', { needs }, async (judge) => {
  const { organization, author } = await judge.bootstrapped();
  await publish(judge, organization.id, first);
  const info = () => askOrganization(judge, author);
  await judge.eventually(info, 463, 'the new terms');
  judge.expect.json(await judge.administration.patch(organization.id, { tos: null }));
  judge.expect.equal((await statusOf(judge, organization.id)).tos, null, 'tos');
  await judge.eventually(info, 'ok', 'the removal of the terms');
});
