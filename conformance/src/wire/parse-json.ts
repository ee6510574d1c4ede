import { REPLY_LIMIT } from './oversized-reply.ts';
import { stringable } from './values.ts';

/** Maximum number of nested levels. A reply of the administration has fewer than ten. */
const MAX_DEPTH = 64;

/** Maximum number of values, keys included. */
const MAX_VALUES = 1 << 18;

/**
 * Maximum number of values of a text longer than 2 MiB, which can only be the statistics of all
 * organizations. Each has 33 values, so it is enough for 60,000.
 */
const MAX_STATISTICS_VALUES = 1 << 21;

/**
 * Parses JSON that a target sent.
 *
 * @throws SyntaxError if it is not JSON
 * @throws RangeError if it has more than 64 levels, more than 262,144 values, or 2,097,152 values if
 *   it is longer than 2 MiB, which would cost much memory
 */
export function parseJson(text: string): unknown {
  const maxValues = text.length > REPLY_LIMIT ? MAX_STATISTICS_VALUES : MAX_VALUES;
  let [depth, values, isQuoted] = [0, 1, false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isQuoted) {
      if (character === '\\') at += 1;
      else if (character === '"') isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === ',' || character === ':') values += 1;
    else if (character === '[' || character === '{') {
      depth += 1;
      values += 1;
    } else if (character === ']' || character === '}') depth -= 1;
    if (depth > MAX_DEPTH) throw new RangeError(`more than ${MAX_DEPTH} levels`);
    if (values > maxValues) throw new RangeError(`more than ${maxValues} values`);
  }
  return /toString|\\u/.test(text) ? JSON.parse(text, (_key, value) => stringable(value)) : JSON.parse(text);
}
