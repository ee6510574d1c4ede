// What must never stand in a log, wherever it may have slipped in: credentials, and payloads of links.
const secrets: readonly (readonly [RegExp, string])[] = [
  [/\bBearer\s+\S+/gi, 'Bearer [redacted]'],
  // The kinds of tokens have names of some 20 letters: without a bound the time would be the square of a text of such words.
  [/\bPARSEC-[A-Z0-9-]{1,64}\.[\w.=+/-]+/g, '[redacted token]'],
  // Also where somebody encoded a whole link once more.
  [/((?:[?&]|%3f|%26)(?:p|token)(?:=|%3d))[^&\s"]+/gi, '$1[redacted]'],
  [/\b(https?:\/\/)[^/\s@"]+@/g, '$1[redacted]@'],
];

/** A text without secrets. */
export const scrub = (text: string): string =>
  secrets.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), text);
