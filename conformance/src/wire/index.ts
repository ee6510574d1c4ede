export type { TlsOptions } from './endpoint.ts';
export { shellWord, terminalBlock, terminalLine } from './terminal-text.ts';
