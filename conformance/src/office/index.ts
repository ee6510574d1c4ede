export { inOffice, type Office } from './office.ts';
export { withUnfounded } from './unfounded.ts';
