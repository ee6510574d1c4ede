export type { Change } from './changes-between.ts';
export { type Followed, type Following, followEvents } from './follow-events.ts';
export { type OrganizationConfig, organizationConfig } from './organization-config.ts';
export { outsidersAllowed } from './outsiders-wanted.ts';
export type { ListenedEvent } from './read-frames.ts';
export { type WatchEvent, watch } from './watch.ts';
