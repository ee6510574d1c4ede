/** An invitation token as it travels: 32 hex digits of either case, no hyphens; undefined when it is none (AUTH-19). */
export const readInvitationToken = (token: string | undefined): string | undefined =>
  token !== undefined && /^[0-9a-f]{32}$/i.test(token) ? token.toLowerCase() : undefined;
