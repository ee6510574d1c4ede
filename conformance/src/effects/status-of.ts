import type { Fields, Judge } from '../judge/index.ts';

/**
 * Settings and state of an organization from the administration API. Needs the administration
 * token.
 */
export async function statusOf(judge: Judge, organization: string): Promise<Fields> {
  const exchange = await judge.administration.get(organization, { label: 'status' });
  return judge.expect.json(exchange, 200, 'the status of the organization');
}

/**
 * The same without the time of its terms, so that two organizations of one configuration compare
 * equal.
 */
export async function settingsOf(judge: Judge, organization: string): Promise<Fields> {
  const { tos, ...settings } = await statusOf(judge, organization);
  return { ...settings, tos: tos === null ? null : Object(tos).per_locale_urls };
}
