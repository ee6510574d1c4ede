import type { Judge } from '../judge/index.ts';

/**
 * Scheme, host and port of the target's public address, taken from its redirections. This can
 * differ from the address under test. Links in mails use the same setting.
 */
export async function publicOrigin(judge: Judge): Promise<string> {
  const answer = await judge.http({
    target: '/redirect/SomeOrg?a=claim_user&p=xBAAAAAAAAAAAAAAAAAAAAAA',
    label: 'the public address',
  });
  const location = decodeURIComponent(answer.header('Location') ?? '');
  const [, authority, query = ''] = /parsec3:\/\/([^/?#]+)\/[^?#]*\?([^#]*)/.exec(location) ?? [];
  if (authority === undefined) return judge.address;
  return new URL(`http${/(^|&)no_ssl=true(&|$)/.test(query) ? '' : 's'}://${authority}`).origin;
}
