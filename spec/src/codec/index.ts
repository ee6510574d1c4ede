export {
  base64Of,
  byCodePoint,
  bytesOfBase64,
  bytesOfHex,
  bytesOfText,
  concatBytes,
  equalBytes,
  hexOf,
} from './bytes.ts';
export { CodecError, type CodecErrorCode } from './codec-error.ts';
export { DateTime } from './date-time.ts';
export { type DecodeOptions, decode } from './decode.ts';
export { encode, encodeFields } from './encode.ts';
export { Uuid } from './uuid.ts';
export {
  type Decoded,
  type DecodedObject,
  Duplicate,
  type Encodable,
  Float,
  isTextMap,
  isUnusable,
  UnknownExt,
} from './value.ts';
