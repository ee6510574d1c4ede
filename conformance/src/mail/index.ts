export type { Letter } from './letter.ts';
export { fates, type Relay, type RelayKind, startRelay } from './relay.ts';
export { linksIn, linksInHtml, type MailedLink } from './links-in.ts';
