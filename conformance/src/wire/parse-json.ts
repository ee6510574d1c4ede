import { stringable } from './values.ts';

/** Maximum number of nested levels. A reply of the administration has fewer than ten. */
const MAX_DEPTH = 64;

/** Maximum number of values, keys included. Enough for statistics of 20,000 organizations. */
const MAX_VALUES = 1 << 18;

/**
 * Parses JSON that a target sent.
 *
 * @throws SyntaxError if it is not JSON
 * @throws RangeError if it has more than 64 levels or 262,144 values, which would cost much memory
 */
export function parseJson(text: string): unknown {
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
    if (values > MAX_VALUES) throw new RangeError(`more than ${MAX_VALUES} values`);
  }
  return /toString|\\u/.test(text) ? JSON.parse(text, (_key, value) => stringable(value)) : JSON.parse(text);
}
