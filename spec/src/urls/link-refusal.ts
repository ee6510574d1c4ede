/** The part of a link that is wrong (LINK-07). */
export type LinkFault =
  | 'scheme'
  | 'host'
  | 'port'
  | 'no_ssl'
  | 'path'
  | 'organization'
  | 'action'
  | 'payload';

/**
 * Why a text is not the expected link. `expected` describes the right form and never repeats the
 * link, because it may contain a token.
 */
export interface LinkRefusal {
  readonly ok: false;
  readonly reason: LinkFault;
  readonly expected: string;
}

export const refuse = (reason: LinkFault, expected: string): LinkRefusal => ({ ok: false, reason, expected });
