import { isWebAddress } from '../urls/web-address.ts';

/** What a client does with the terms of service. */
export const termsRules = {
  /** Whether an address of the terms is offered as a link. Another scheme could run a script. */
  'terms-of-service/client-links-web-addresses-only': (address: string): boolean => isWebAddress(address),

  /** Whether the shown terms are accepted. `hasAgreed`: the user agreed to them. */
  'terms-of-service/client-accepts-only-shown-terms': (hasAgreed: boolean): boolean => hasAgreed,

  /** Whether the terms are fetched and shown again after this answer to their acceptance. */
  'terms-of-service/client-shows-new-terms': (status: string): boolean => status === 'tos_mismatch',
} as const;
