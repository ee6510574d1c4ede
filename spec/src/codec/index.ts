export { CodecError, type CodecErrorCode } from './codec-error.ts';
export { DateTime } from './date-time.ts';
export { type DecodeOptions, decode } from './decode.ts';
export { encode, encodeFields } from './encode.ts';
export { Float } from './float.ts';
export { Duplicate, isUnusable, UnknownExt } from './unusable.ts';
export { Uuid } from './uuid.ts';
export type { Decoded, DecodedObject, Encodable } from './value.ts';
