export type { TlsOptions } from './endpoint.ts';
export { terminalBlock, terminalLine } from './terminal-text.ts';
