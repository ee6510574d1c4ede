import { verifies } from '../../../src/judge/verifies.ts';
import { statusOf } from '../../../src/vocabulary/observations/organization.ts';

const needs = ['administration'] as const;
const valid = { en_US: 'https://example.com/terms', fr_FR: 'http://example.com/conditions' };
const addresses = [
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  ' javascript:alert(1)',
  'java\tscript:alert(1)',
  'data:text/html,terms',
  'file:///etc/passwd',
  'ftp://example.com/terms',
  'parsec3://example.com/terms',
];
const withAddress = (address: string) => ({ ...valid, fr_FR: address });

verifies('terms-of-service/web-addresses-only', { needs, case: 'created' }, async (judge) => {
  const { id } = await judge.organization({ tos: valid });
  const { tos } = await statusOf(judge, id);
  judge.expect.equal(Object(tos).per_locale_urls, valid, 'terms with addresses of http and https');
  for (const address of addresses) {
    const refused = judge.newName();
    const answer = await judge.administration.create(refused, { tos: withAddress(address) });
    judge.expect.answer(answer, 400, `a creation with terms at ${address}`);
    judge.expect.answer(await judge.administration.get(refused), 404, 'the organization that must not exist');
  }
});

verifies('terms-of-service/web-addresses-only', { needs, case: 'updated' }, async (judge) => {
  const { id } = await judge.organization();
  judge.expect.json(await judge.administration.patch(id, { tos: valid }));
  const before = await statusOf(judge, id);
  judge.expect.equal(Object(before.tos).per_locale_urls, valid, 'terms with addresses of http and https');
  for (const address of addresses) {
    const answer = await judge.administration.patch(id, { tos: withAddress(address), is_expired: true });
    judge.expect.answer(answer, 400, `an update with terms at ${address}`);
    judge.expect.equal(await statusOf(judge, id), before, 'the organization after the refused update');
  }
});
