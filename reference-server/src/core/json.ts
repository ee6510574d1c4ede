// JSON with exact integers. JSON.parse would round a value above 2^53 and accept 3.0 as an integer.
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}
// TypeScript's types do not declare these two functions yet.
const { parse, rawJSON } = JSON as unknown as ExactJson;

const u64 = 0xffff_ffff_ffff_ffffn;
const integer = /^-?\d+$/;

/**
 * JSON text as a value to validate; undefined where the text is no JSON. A number that is no exact
 * integer of 64 bits is NaN, which no schema takes. So is a text that no store can hold, since it
 * has no UTF-8 form, and the value under such a key.
 */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: parse(text, (key, value, context) => checked(key, value, context.source)) };
  } catch {
    return undefined;
  }
}

/** The same with integers beyond 2^53 as bigints. */
export const parseExactJson = (text: string): unknown =>
  parse(text, (_, value, context) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && integer.test(context.source ?? '')
      ? BigInt(context.source ?? '')
      : value,
  );

/** A value as JSON text; bigints are written as the integers they are. */
export const writeJson = (value: unknown): string =>
  JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? rawJSON(item.toString()) : item));

function checked(key: string, value: unknown, source: string | undefined): unknown {
  if (!key.isWellFormed() || (typeof value === 'string' && !value.isWellFormed())) return Number.NaN;
  if (typeof value !== 'number') return value;
  if (source === undefined || !integer.test(source)) return Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  const exact = BigInt(source);
  return exact > u64 || exact < -u64 ? Number.NaN : value;
}
