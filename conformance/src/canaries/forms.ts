/**
 * How a secret may be spelt in something that was seen: the name of the spelling, and its bytes.
 */
export type Form = readonly [spelling: string, bytes: Buffer];

/**
 * The spellings of bytes: as they are (msgpack holds them so), hex, and base64 at each of its three
 * alignments.
 */
export function formsOfBytes(secret: Uint8Array): readonly Form[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  return [
    ['raw', bytes],
    ['hex', Buffer.from(hex)],
    ['upper-case hex', Buffer.from(hex.toUpperCase())],
    ...[0, 1, 2].flatMap((shift): Form[] => {
      const core = base64Core(bytes, shift);
      const url = core.replaceAll('+', '-').replaceAll('/', '_');
      return [
        ['base64', Buffer.from(core)],
        ...(url === core ? [] : [['base64url', Buffer.from(url)] as const]),
      ];
    }),
  ];
}

/**
 * The spellings of a text: UTF-8 in all the spellings of bytes, UTF-16, percent-encoded, escaped as
 * JSON does it.
 */
export function formsOfText(secret: string): readonly Form[] {
  const escaped = JSON.stringify(secret)
    .slice(1, -1)
    .replaceAll(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [
    ...formsOfBytes(Buffer.from(secret)),
    ['UTF-16', Buffer.from(secret, 'utf16le')],
    ['percent-encoded', Buffer.from(encodeURIComponent(secret))],
    ['JSON escapes', Buffer.from(escaped)],
  ];
}

/**
 * A word too short to be looked for by itself: as a msgpack text, in quotes, and alone between
 * blanks or marks.
 */
export function formsOfWord(word: string): readonly Form[] {
  const bytes = Buffer.from(word);
  const between = [' ', '\n', '=', ':'].flatMap((before) =>
    [' ', '\n', '\r', '&', ',', '.'].map((after): Form => ['alone', Buffer.from(`${before}${word}${after}`)]),
  );
  return [
    ['msgpack text', Buffer.concat([Uint8Array.of(0xa0 | bytes.length), bytes])],
    ['msgpack bytes', Buffer.concat([Uint8Array.of(0xc4, bytes.length), bytes])],
    ['in double quotes', Buffer.from(`"${word}"`)],
    ['in single quotes', Buffer.from(`'${word}'`)],
    ...between,
  ];
}

/**
 * The characters of base64 that the bytes alone decide, when `shift` other bytes stand before them.
 */
function base64Core(bytes: Buffer, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replaceAll('=', '');
  const start = Math.ceil((shift * 8) / 6);
  return text.slice(start, Math.floor(((shift + bytes.length) * 8) / 6));
}
