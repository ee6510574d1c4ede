export { type Meeting, meet } from './meeting.ts';
