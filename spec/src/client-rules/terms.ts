import { isWebAddress } from '../urls/web-address.ts';

/** What a client does with the terms of service. */
export const termsRules = {
  /** Whether an address of the terms is offered as a link. Another scheme could run a script. */
  'terms-of-service/client-links-web-addresses-only': (address: string): boolean => isWebAddress(address),
} as const;
