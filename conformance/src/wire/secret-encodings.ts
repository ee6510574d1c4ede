/** One encoding of a secret: the name of the encoding, and the encoded bytes. */
export type Encoding = readonly [name: string, bytes: Buffer];

/** Encodes bytes in every supported way: raw (as in msgpack), hex, and base64 at each alignment. */
export function encodingsOfBytes(secret: Uint8Array): readonly Encoding[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  return [
    ['raw', bytes],
    ['hex', Buffer.from(hex)],
    ['upper-case hex', Buffer.from(hex.toUpperCase())],
    ...[0, 1, 2].flatMap((shift): Encoding[] => {
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
 * Encodes a text in every way in which an output could contain it.
 *
 * @param secret - the text; a short one occurs in outputs by chance
 * @returns the name and the bytes of each encoding: UTF-8 as it is, in hex and in base64, UTF-16,
 * percent-encoded, and with JSON escapes
 */
export function encodingsOfText(secret: string): readonly Encoding[] {
  const escaped = JSON.stringify(secret)
    .slice(1, -1)
    .replaceAll(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [
    ...encodingsOfBytes(Buffer.from(secret)),
    ['UTF-16', Buffer.from(secret, 'utf16le')],
    ['percent-encoded', Buffer.from(encodeURIComponent(secret))],
    ['JSON escapes', Buffer.from(escaped)],
  ];
}

/**
 * Encodes a word that is too short for a plain search: as msgpack text or bytes, in quotes, and
 * between blanks or punctuation.
 */
export function encodingsOfWord(word: string): readonly Encoding[] {
  const bytes = Buffer.from(word);
  const between = [' ', '\n', '=', ':'].flatMap((before) =>
    [' ', '\n', '\r', '&', ',', '.'].map(
      (after): Encoding => ['alone', Buffer.from(`${before}${word}${after}`)],
    ),
  );
  return [
    ['msgpack text', Buffer.concat([Uint8Array.of(0xa0 | bytes.length), bytes])],
    ['msgpack bytes', Buffer.concat([Uint8Array.of(0xc4, bytes.length), bytes])],
    ['in double quotes', Buffer.from(`"${word}"`)],
    ['in single quotes', Buffer.from(`'${word}'`)],
    ...between,
  ];
}

/** The base64 characters that depend only on `bytes`, if `shift` other bytes precede them. */
function base64Core(bytes: Buffer, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replaceAll('=', '');
  const start = Math.ceil((shift * 8) / 6);
  return text.slice(start, Math.floor(((shift + bytes.length) * 8) / 6));
}
