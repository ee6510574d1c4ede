// What must never stand in a log, wherever it may have slipped in: credentials, and payloads of links.
const secrets: readonly (readonly [RegExp, string])[] = [
  [/\bBearer\s+\S+/gi, 'Bearer [redacted]'],
  [/\bPARSEC-[A-Z0-9-]+\.[\w.=+/-]+/g, '[redacted token]'],
  [/([?&](?:p|token)=)[^&\s"]+/g, '$1[redacted]'],
  [/\b(https?:\/\/)[^/\s@"]+@/g, '$1[redacted]@'],
];

/** A text without secrets. */
export const scrub = (text: string): string =>
  secrets.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), text);
