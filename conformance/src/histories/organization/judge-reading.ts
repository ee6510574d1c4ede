import { type Answer, serving } from './answer.ts';
import { hasVersions } from './certificate-names.ts';
import type { Reading } from './request.ts';
import type { OrganizationState } from './state.ts';

/** What members read (CERT-09, CERT-10, CERT-12, CERT-15, CERT-16, USER-31). */
export function judgeReading(state: OrganizationState, request: Reading): Answer {
  if (request.cmd === 'organization_info') return { refusals: [], served: serving(state), right: '`ok`' };
  const { after, by } = request;
  const names = state.certificates.filter(({ at }) => after === null || at > after).map(({ name }) => name);
  const isRedacted = state.users.get(by.user)?.profile === 'OUTSIDER';
  const version = isRedacted ? 'redacted' : 'full';
  const view = names.some(hasVersions) ? version : 'none';
  return {
    refusals: [],
    served: (outcome) => {
      if (outcome === undefined) return state;
      const { status, certificates = [], view: seen = 'none' } = outcome;
      const isRight = status === 'ok' && seen === view && certificates.join() === names.join();
      return isRight ? state : undefined;
    },
    right: `${names.length} certificates${view === 'none' ? '' : `, ${view}`}${names.length === 0 ? '' : `, the last: ${names.at(-1)}`}`,
  };
}
