export { near, valid } from '../generated/arbitraries.ts';
