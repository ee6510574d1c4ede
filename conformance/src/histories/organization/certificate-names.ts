import type { Writing } from './request.ts';
import type { CertificateState } from './state.ts';

/** The certificates that a call adds, in the order they are handed out, by names that no others have. */
export function certificateNames(request: Writing): readonly CertificateState[] {
  const { at } = request;
  return kindsOf(request).map((kind) => ({ at, name: `${kind} @${at}` }));
}

function kindsOf(request: Writing): readonly string[] {
  switch (request.cmd) {
    case 'user_create':
      return [`user ${request.user}`, `device ${request.device}`];
    case 'device_create':
      return [`device ${request.device}`];
    case 'user_update':
      return [`${request.user} becomes ${request.profile}`];
    case 'user_revoke':
      return [`${request.user} revoked`];
  }
}

/** Whether a certificate comes in a full and a redacted version. */
export const hasVersions = (name: string): boolean => /^(user|device) /.test(name);
