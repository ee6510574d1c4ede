export type { Change } from './changes-between.ts';
export { type Followed, type Following, followEvents } from './follow-events.ts';
export type { ListenedEvent } from './read-frames.ts';
export { type Happening, watch } from './watch.ts';
