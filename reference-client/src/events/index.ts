export { type Followed, type Following, followEvents } from './follow-events.ts';
export type { ListenedEvent } from './frame-reader.ts';
export { type OrganizationConfig, organizationConfig, outsidersAllowed } from './organization-config.ts';
export { type Change, type WatchEvent, watch } from './watch-organization.ts';
