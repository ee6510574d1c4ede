/** Least number of values in a list. Shorter ones cannot contain a key or a password. */
const MIN_LENGTH = 8;

/**
 * Decodes the forms in which languages and tools print bytes: lists of decimal numbers (Go `%v`, Rust
 * `{:?}`, JSON, typed arrays, Java's signed bytes), pairs of hexadecimal digits with separators (Node's
 * Buffer, `0x` arrays), hex dumps with offsets, escapes in quotes (Python's `repr`, Go `%q`, octal), and
 * base32.
 */
export function printedBytesIn(seen: Buffer): readonly Buffer[] {
  const text = seen.toString('latin1');
  return [
    ...decimalLists(text),
    ...spacedHex(text),
    ...hexDumps(text),
    ...escapes(text),
    ...base32Runs(text),
  ].filter((bytes) => bytes.length >= MIN_LENGTH);
}

function decimalLists(text: string): readonly Buffer[] {
  const runs = text.match(/-?\b\d{1,3}(?:[\s,;]{1,8}-?\d{1,3}\b){7,}/g) ?? [];
  return runs.map((run) => Buffer.from((run.match(/-?\d+/g) ?? []).map((each) => Number(each) & 0xff)));
}

function spacedHex(text: string): readonly Buffer[] {
  const runs = text.match(/\b(?:0x|\\x)?[0-9a-f]{2}(?:[\s,;:-]{1,8}(?:0x|\\x)?[0-9a-f]{2}\b){7,}/gi) ?? [];
  return runs.map((run) => Buffer.from(run.replaceAll(/0x|\\x|[\s,;:-]/gi, ''), 'hex'));
}

/** The bytes of lines such as `00000010  1f 8b …  |..|` (hexdump) and `00000010: 1f8b …` (xxd). */
function hexDumps(text: string): readonly Buffer[] {
  const lines = text.match(
    /^.*?\b[0-9a-f]{4,8}:? {1,2}(?:[0-9a-f]{2}){1,2}(?: {1,2}(?:[0-9a-f]{2}){1,4})*/gim,
  );
  const digits = (lines ?? []).map((line) =>
    line.replace(/^.*?\b[0-9a-f]{4,8}:? {1,2}/i, '').replaceAll(' ', ''),
  );
  return [Buffer.from(digits.join(''), 'hex')];
}

const escaped = /\\(?:x([0-9a-f]{2})|u\{?([0-9a-f]{1,6})\}?|([0-3][0-7]{2})|(.))/gis;
const control: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

/** The text without escapes: as the bytes that `\x` may mean, and as the code points that it may mean. */
function escapes(text: string): readonly Buffer[] {
  if (!/\\[xu0-3]/.test(text)) return [];
  const plain = (asUtf8: boolean): string =>
    text.replaceAll(escaped, (_, hex?: string, unicode?: string, octal?: string, other = '') => {
      const digits = hex ?? unicode;
      if (octal === undefined && digits === undefined) return control[other] ?? other;
      const code = octal === undefined ? Number.parseInt(digits ?? '', 16) : Number.parseInt(octal, 8);
      if (code > 0x10_ffff) return '';
      const asBytes = !asUtf8 && code <= 0xff;
      return asBytes ? String.fromCharCode(code) : Buffer.from(String.fromCodePoint(code)).toString('latin1');
    });
  return [Buffer.from(plain(false), 'latin1'), Buffer.from(plain(true), 'latin1')];
}

const base32Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32Runs(text: string): readonly Buffer[] {
  const runs = text.match(/(?<![A-Z2-7])(?:[A-Z2-7]{13,}|[a-z2-7]{13,})/g) ?? [];
  return runs.map((run) => {
    const bytes: number[] = [];
    let [value, bits] = [0, 0];
    for (const letter of run.toUpperCase()) {
      value = ((value << 5) | base32Alphabet.indexOf(letter)) & 0xfff;
      bits += 5;
      if (bits < 8) continue;
      bits -= 8;
      bytes.push((value >> bits) & 0xff);
    }
    return Buffer.from(bytes);
  });
}
