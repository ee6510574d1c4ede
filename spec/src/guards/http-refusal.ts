/** A refusal by HTTP status alone (spec/protocol/transport.md): no command was run. */
export interface HttpRefusal {
  readonly http: number;
  readonly detail: string;
}

/** The refusals of the command routes, by their cause. */
export const httpRefusals = {
  authenticationMissing: { http: 401, detail: 'Missing authentication info' },
  authenticationBad: { http: 403, detail: 'Bad authentication info' },
  organizationNotFound: { http: 404, detail: 'Organization not found' },
  acceptBad: { http: 406, detail: 'Bad accept type' },
  invitationDeleted: { http: 410, detail: 'Invitation already used or deleted' },
  bodyTooLarge: { http: 413, detail: 'Content Too Large' },
  bodyBad: { http: 415, detail: 'Bad content type or invalid body or unknown command' },
  versionBad: { http: 422, detail: 'Unprocessable Content' },
  organizationExpired: { http: 460, detail: 'Organization expired' },
  userRevoked: { http: 461, detail: 'User revoked' },
  userFrozen: { http: 462, detail: 'User frozen' },
  termsPending: { http: 463, detail: 'User must accept tos' },
  tokenExpired: { http: 498, detail: 'Token expired' },
} as const satisfies Record<string, HttpRefusal>;
