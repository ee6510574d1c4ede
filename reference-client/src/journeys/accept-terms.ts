import type { TosGetReply } from '@parsec-spec/spec/commands';
import { call, type Outcome } from '../transport/index.ts';
import { connectionOf, type Means } from './session.ts';
import type { LocalDevice } from '@parsec-spec/spec/device-files';

/** Terms of service as a server shows them: an address a language, and when they were last changed. */
export type Terms = Extract<TosGetReply, { status: 'ok' }>;

export type TermsOutcome =
  | { outcome: 'accepted'; terms: Terms }
  | { outcome: 'declined'; terms: Terms }
  | { outcome: 'no-terms' }
  /** They changed each time they were shown. */
  | { outcome: 'ever-changing' }
  | Exclude<Outcome<'tos_get'> | Outcome<'tos_accept'>, { outcome: 'reply' }>;

/** How often new terms are shown before giving up: a server that changes them at each look is broken. */
const mostShown = 5;

/** Shows the terms and accepts exactly those that were shown (TOS-09): when the server has others by then, the new ones are shown. */
export async function acceptTerms(
  session: Means & { device: LocalDevice },
  show: (terms: Terms) => Promise<boolean>,
): Promise<TermsOutcome> {
  const connection = connectionOf(session);
  for (let shown = 0; shown < mostShown; shown++) {
    const answer = await call(connection, 'tos', { cmd: 'tos_get' });
    if (answer.outcome !== 'reply') return answer;
    const terms = answer.reply;
    if (terms.status === 'no_tos') return { outcome: 'no-terms' };
    if (!(await show(terms))) return { outcome: 'declined', terms };
    const accepted = await call(connection, 'tos', { cmd: 'tos_accept', tos_updated_on: terms.updated_on });
    if (accepted.outcome !== 'reply') return accepted;
    if (accepted.reply.status === 'ok') return { outcome: 'accepted', terms };
    if (accepted.reply.status === 'no_tos') return { outcome: 'no-terms' };
  }
  return { outcome: 'ever-changing' };
}
