export { type Meeting, type MeetingProblem, meet } from './meeting.ts';
