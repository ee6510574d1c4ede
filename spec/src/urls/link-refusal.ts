/** Which part of a link is wrong (LINK-07). */
export type LinkFault =
  | 'scheme'
  | 'host'
  | 'port'
  | 'no_ssl'
  | 'path'
  | 'organization'
  | 'action'
  | 'payload';

/** Why a text is not the link it should be. `expected` says what would be right, and never repeats the link: it may hold a token. */
export interface LinkRefusal {
  readonly ok: false;
  readonly reason: LinkFault;
  readonly expected: string;
}

export const refuse = (reason: LinkFault, expected: string): LinkRefusal => ({ ok: false, reason, expected });
