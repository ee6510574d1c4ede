export type { TlsOptions } from './endpoint.ts';
export { printableJson, shellWord, terminalBlock, terminalLine } from './terminal-text.ts';
