export { Canaries } from './canaries.ts';
