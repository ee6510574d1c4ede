export { Id } from './id.ts';
export { Instant } from './instant.ts';
export { pack } from './pack.ts';
export { parseJson } from './parse-json.ts';
export { Ext, Float64, Pairs, Raw } from './raw.ts';
export { unpack } from './unpack.ts';
