export { eventOf } from './event-of.ts';
export { type Frame, Frames } from './frames.ts';
