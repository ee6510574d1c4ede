/** The one token of an `Authorization` header whose scheme is Bearer, in any letter case; undefined otherwise (AUTH-03). */
export function bearerToken(header: string | undefined): string | undefined {
  return header === undefined ? undefined : bearer.exec(header)?.[1];
}

const bearer = /^\s*bearer\s+(\S+)\s*$/i;
