import type { ClientRules } from '@parsec-spec/spec/client-rules';
import type { TosGetReply } from '@parsec-spec/spec/commands';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import { call, type Outcome, rulesOf } from '../call/call.ts';
import { type ClientEnvironment, connectionOf } from './session.ts';

/**
 * The terms of service of a server: an address for each language, and the time of the last change.
 */
export type Terms = Extract<TosGetReply, { status: 'ok' }>;

/** The result of showing the terms of service to a person. */
export type TermsOutcome =
  | { outcome: 'accepted'; terms: Terms }
  | { outcome: 'declined'; terms: Terms }
  | { outcome: 'no-terms' }
  /** No address of the terms may be shown as a link. */
  | { outcome: 'no-web-address' }
  /** The terms changed each time they were shown. */
  | { outcome: 'terms-unstable' }
  | Exclude<Outcome<'tos_get'> | Outcome<'tos_accept'>, { outcome: 'reply' }>;

/** A server that changes its terms at each request is broken. */
const MAX_ROUNDS = 5;

/**
 * Shows the terms of service and accepts exactly the terms that were shown (TOS-09). If they change
 * in the meantime the new ones are shown.
 *
 * @param show returns whether the person accepts the terms
 */
export async function acceptTerms(
  session: ClientEnvironment & { device: LocalDevice },
  show: (terms: Terms) => Promise<boolean>,
): Promise<TermsOutcome> {
  const connection = connectionOf(session);
  const rules = rulesOf(session);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const answer = await call(connection, 'tos', { cmd: 'tos_get' });
    if (answer.outcome !== 'reply') return answer;
    if (answer.reply.status === 'no_tos') return { outcome: 'no-terms' };
    const terms = withLinks(answer.reply, rules);
    if (Object.keys(terms.per_locale_urls).length === 0) return { outcome: 'no-web-address' };
    const hasAgreed = await show(terms);
    if (rules['terms-of-service/client-accepts-only-shown-terms']?.(hasAgreed) === false)
      return { outcome: 'declined', terms };
    const accepted = await call(connection, 'tos', { cmd: 'tos_accept', tos_updated_on: terms.updated_on });
    if (accepted.outcome !== 'reply') return accepted;
    const { status } = accepted.reply;
    if (status === 'ok') return { outcome: 'accepted', terms };
    if (status === 'no_tos') return { outcome: 'no-terms' };
    if (!rules['terms-of-service/client-shows-new-terms']?.(status)) break;
  }
  return { outcome: 'terms-unstable' };
}

/**
 * The terms without addresses that could run a script or start a program (TERMS-02). An address is
 * shown as a browser opens it: in one word of ASCII, so that it hides neither another host nor
 * another address.
 */
function withLinks(terms: Terms, rules: ClientRules): Terms {
  const isLink = rules['terms-of-service/client-links-web-addresses-only'];
  const links = Object.entries(terms.per_locale_urls)
    .filter(([, url]) => isLink?.(url) ?? true)
    .map(([locale, url]) => [locale, URL.parse(url)?.href ?? url] as const);
  return { ...terms, per_locale_urls: Object.fromEntries(links) };
}
