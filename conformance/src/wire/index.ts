export type { TlsOptions } from './endpoint.ts';
export { shellWord } from './shell-word.ts';
export { terminalBlock, terminalLine } from './terminal-text.ts';
