import { expect, test } from 'vitest';
import { outcomeOf } from '../../src/faults/organization/outcome-of-exchange.ts';
import { TestOrganization } from '../../src/faults/organization/test-organization.ts';
import type { Judge } from '../../src/judge/judge.ts';
import type { Exchange } from '../../src/wire/exchange.ts';
import { Instant } from '../../src/wire/values.ts';

/** What the status of an organization shows of its terms. */
function termsIn(tos: unknown, published: readonly string[]): string | undefined {
  const organization = new TestOrganization({} as Judge, 'Org1', new Instant(0n));
  const answer = (one: unknown) => ({ status: 200, text: JSON.stringify({ tos: one }) }) as Exchange;
  const per_locale_urls = organization.nextTerms;
  for (const updated_on of published) organization.rememberTerms(answer({ updated_on }));
  const shown = tos === null ? null : { per_locale_urls, ...Object(tos) };
  const { facts = [] } = outcomeOf(organization, { cmd: 'organization_status' }, answer(shown)) ?? {};
  return facts.find((fact) => fact.startsWith('terms '));
}

test('an organization status distinguishes terms of an unknown date from no terms', () => {
  const unknown = 'terms of another date or with other addresses';
  const [first, second] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'] as const;
  expect(termsIn(null, [first])).toBe('terms 0');
  expect(termsIn({ updated_on: second }, [first, second])).toBe('terms 2');
  expect(termsIn({ updated_on: second }, [first])).toBe(unknown);
  expect(termsIn({ updated_on: first, per_locale_urls: {} }, [first])).toBe(unknown);
});
