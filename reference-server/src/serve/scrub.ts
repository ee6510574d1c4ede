// Secrets that are removed from every log line: credentials and payloads of links.
const secrets: readonly (readonly [RegExp, string])[] = [
  [/\bBearer\s+\S+/gi, 'Bearer [redacted]'],
  // Names of token types have some 20 letters. Without a bound the time would be quadratic in the
  // length of the text.
  [/\bPARSEC-[A-Z0-9-]{1,64}\.[\w.=+/-]+/g, '[redacted token]'],
  // Also matches a link that was percent-encoded once more.
  [/((?:[?&]|%3f|%26)(?:p|token)(?:=|%3d))[^&\s"]+/gi, '$1[redacted]'],
  [/\b(https?:\/\/)[^/\s@"]+@/g, '$1[redacted]@'],
];

/** A text without secrets. */
export const scrub = (text: string): string =>
  secrets.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), text);
