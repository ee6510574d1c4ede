export { bringsContent, type Half, halvesOf, type Role, stepWords } from './halves.ts';
export { greetingAt, hear, heardField, invitedPair, join, type Pair, pairOf, peerOf, walk } from './pair.ts';
export { attemptIn, cancelReasons, claimerSide, greeterSide, type Side, start } from './side.ts';
export { tellsCancelled } from './tells-cancelled.ts';
