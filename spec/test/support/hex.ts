/** Bytes from hex text. */
export const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
/** Hex text of bytes. */
export const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');
/** UTF-8 bytes of text. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
