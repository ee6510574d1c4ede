export { certificatesOf, type ServedCertificates } from './certificates-of.ts';
export { settingsOf, statusOf } from './status-of.ts';
export { standsAsFounded } from './stands-as-founded.ts';
