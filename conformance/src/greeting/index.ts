export { bringsContent, type Half, halvesOf, type Role, stepWords } from './halves.ts';
export { hear, heardField, join, type Pair, pairOf, peerOf, walk } from './pair.ts';
export { attemptIn, claimerSide, greeterSide, type Side, start } from './side.ts';
