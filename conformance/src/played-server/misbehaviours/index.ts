export { type WithCorrectServer, withCorrectServer } from './correct-server-requirements.ts';
export { type MisbehaveOptions, type MisbehavingHandle, misbehave } from './misbehave.ts';
export type { ChosenMisbehaviour, MisbehavingCall, Misbehaviour } from './misbehaviour.ts';
export { parseMisbehaviour } from './parse-misbehaviour.ts';
export { puppetLink } from './puppets.ts';
export { misbehaviours } from './table.ts';
