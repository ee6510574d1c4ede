export { type MisbehaveOptions, type MisbehavingHandle, misbehave } from './misbehave.ts';
export type { ChosenMisbehaviour, MisbehavingCall, Misbehaviour } from './misbehaviour.ts';
export { parseMisbehaviour } from './parse.ts';
export { puppetLink } from './puppets.ts';
export { misbehaviours } from './table.ts';
export { type WithCorrectServer, withCorrectServer } from './with-correct-server.ts';
