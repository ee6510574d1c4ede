import type { Fields, Judge } from '../judge/index.ts';

/** Settings and state of an organization, as the administration shows them. Needs the administration token. */
export async function statusOf(judge: Judge, organization: string): Promise<Fields> {
  const exchange = await judge.administration.get(organization, { label: 'status' });
  return judge.expect.json(exchange, 200, 'the status of the organization');
}
