export { inOffice, type Office } from './office.ts';
