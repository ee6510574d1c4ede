export type { TlsOptions } from './endpoint.ts';
export { encodingsOfText } from './secret-encodings.ts';
export {
  plural,
  printableJson,
  shellWord,
  terminalBlock,
  terminalLine,
  WIDTH,
  wrap,
} from './terminal-text.ts';
