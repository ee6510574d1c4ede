// The grammar of addresses: RFC 5322 §3.2 and §3.4.1 without the obsolete forms, on ASCII, with the
// deviations of parsec-cloud: a run of dashes only between other characters, at most one blank
// around a dot-atom, comments only after a dot or around quotes. Each function takes a position and
// returns the position after its match, or -1. Each character is visited a bounded number of times.
import type { Scalar } from './scalar.ts';

const run = /[A-Za-z0-9!#$%&'*+/=?^_`{|}~]/;
const control = '\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f';
const inQuotes = new RegExp(`[!#-\\[\\]-~${control}]`);
const inBrackets = new RegExp(`[!-Z^-~${control}]`);
const inComment = new RegExp(`[!-'*-\\[\\]-~${control}]`);

/** Whether this text is an address `local@domain` and nothing else. */
export function isAddress(text: string): boolean {
  const at = firstOf(text, 0, dotAtom, quotedString);
  return at !== -1 && text[at] === '@' && firstOf(text, at + 1, dotAtom, domainLiteral) === text.length;
}

type Match = (text: string, at: number) => number;

const firstOf = (text: string, at: number, first: Match, second: Match): number => {
  const end = first(text, at);
  return end === -1 ? second(text, at) : end;
};

const optional = (end: number, at: number): number => (end === -1 ? at : end);

function many(allowed: RegExp, text: string, at: number): number {
  let end = at;
  while (end < text.length && allowed.test(text.charAt(end))) end++;
  return end === at ? -1 : end;
}

const blank = /[ \t]/;
const oneBlank: Match = (text, at) => (at < text.length && blank.test(text.charAt(at)) ? at + 1 : at);

const dotAtom: Match = (text, start) => {
  let at = many(run, text, oneBlank(text, start));
  while (at !== -1) {
    const separated = text[at] === '.' ? whiteSpaces(text, at + 1) : many(/-/, text, at);
    const next = separated === -1 ? -1 : many(run, text, separated);
    if (next === -1) return oneBlank(text, at);
    at = next;
  }
  return -1;
};

const quotedString: Match = (text, at) => enclosed(text, at, '"', '"', inQuotes);
const domainLiteral: Match = (text, at) => enclosed(text, at, '[', ']', inBrackets);

function enclosed(text: string, start: number, open: string, close: string, content: RegExp): number {
  let at = optional(whiteSpace(text, start), start);
  if (text[at] !== open) return -1;
  at++;
  for (;;) {
    at = optional(fold(text, at), at);
    if (text[at] === close) return optional(whiteSpace(text, at + 1), at + 1);
    at = open === '"' && text[at] === '\\' ? at + 2 : many(content, text, at);
    if (at === -1 || at > text.length) return -1;
  }
}

/** Blanks, which may include one line break. */
const fold: Match = (text, at) => {
  const end = many(blank, text, at);
  const broken = optional(end, at);
  if (!text.startsWith('\r\n', broken)) return end;
  return optional(many(blank, text, broken + 2), end);
};

/** One stretch of blanks and comments. */
const whiteSpace: Match = (text, start) => {
  let at = start;
  for (let end = start; end !== -1; ) {
    at = end;
    end = comment(text, optional(fold(text, at), at));
  }
  return at === start ? fold(text, at) : optional(fold(text, at), at);
};

/** Any number of stretches, or the position itself when there is none. */
const whiteSpaces: Match = (text, start) => {
  let at = start;
  for (let end = start; end !== -1; end = whiteSpace(text, at)) at = end;
  return at;
};

/**
 * Counts the depth instead of recursing, since a text of parentheses must not exhaust the stack.
 */
const comment: Match = (text, start) => {
  if (text[start] !== '(') return -1;
  let at = start;
  let depth = 0;
  do {
    const character = text[at];
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === '(' || character === ')') at++;
    else at = character === '\\' ? at + 2 : many(inComment, text, at);
    if (at === -1 || at > text.length) return -1;
    if (depth > 0) at = optional(fold(text, at), at);
  } while (depth > 0);
  return at;
};

/** Why a text is not an accepted e-mail address (TYPES-05, TYPES-06). */
export type EmailProblem = 'not-ascii' | 'no-address' | 'redacted-domain';

/** The domain of substitute addresses of redacted users. No real address has it (TYPES-06). */
export const REDACTED_DOMAIN = 'redacted.invalid';

/**
 * Four times the maximum length of an address in SMTP (RFC 5321 §4.5.3.1.3) and in Scille's
 * database.
 */
const MAX_EMAIL_LENGTH = 1024;

/**
 * Reads an e-mail address (TYPES-05): ASCII only, not normalized, letter case kept, at most 1,024
 * characters. parsec-cloud's types set no limit, but a server keeps addresses in memory.
 */
export function emailAddress(input: string): Scalar<string, EmailProblem> {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are ASCII, and allowed in quotes.
  if (!/^[\x00-\x7f]*$/.test(input)) {
    return refuse('not-ascii', 'an address of ASCII characters (write the domain in punycode)');
  }
  if (input.length > MAX_EMAIL_LENGTH)
    return refuse('no-address', `an address of at most ${MAX_EMAIL_LENGTH} characters`);
  if (!isAddress(input)) return refuse('no-address', 'an address such as alice@example.com');
  // No valid domain in brackets or comments ends like this, so the domain after the `@` is exactly
  // this one.
  if (input.endsWith(`@${REDACTED_DOMAIN}`)) {
    return refuse('redacted-domain', `an address outside the domain ${REDACTED_DOMAIN}`);
  }
  return { ok: true, value: input };
}

const refuse = (reason: EmailProblem, expected: string): Scalar<string, EmailProblem> => ({
  ok: false,
  reason,
  expected,
});

/** The form of the code that proves an e-mail address: upper case, without I, O, 0 and 1. */
export const validationCodePattern = /^[A-HJ-NP-Z2-9]{6}$/;
