export { type Followed, followEvents, type Following } from './follow-events.ts';
export type { ListenedEvent } from './frame-reader.ts';
export { type OrganizationConfig, organizationConfig, outsidersAllowed } from './organization-config.ts';
export { type Change, watch, type WatchEvent } from './watch.ts';
