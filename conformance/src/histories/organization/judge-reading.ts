import { type Answer, answering } from './answer.ts';
import { hasVersions } from './certificate-names.ts';
import type { Reading } from './request.ts';
import type { OrganizationState } from './state.ts';
import { toldCertificate } from './told-names.ts';

/** What members read (CERT-09, CERT-10, CERT-12, CERT-15, CERT-16, USER-31). */
export function judgeReading(state: OrganizationState, request: Reading): Answer {
  if (request.cmd === 'organization_info') return answering([], () => state);
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
    right: ({ certificates = [] } = { status: '' }) => {
      const missing = names.filter((name) => !certificates.includes(name)).map(toldCertificate);
      const beyond = certificates.filter((name) => !names.includes(name)).map(toldCertificate);
      return [
        `${names.length} certificates${view === 'none' ? '' : `, ${view}`}`,
        ...(missing.length === 0 ? [] : [`with ${missing.join(', ')}`]),
        ...(beyond.length === 0 ? [] : [`without ${beyond.join(', ')}`]),
      ].join('; ');
    },
  };
}
