export { certificatesOf, type ServedCertificates } from './certificates-of.ts';
export { everythingArrived } from './everything-arrived.ts';
export { lettersTo, letterTo } from './letters-to.ts';
export { asListed, listedUsers } from './listed-users.ts';
export { mailBy } from './mail-by.ts';
export { publicOrigin } from './public-origin.ts';
export { ResumingListener } from './resuming-listener.ts';
export { standsAsFounded } from './stands-as-founded.ts';
export { settingsOf, statusOf } from './status-of.ts';
