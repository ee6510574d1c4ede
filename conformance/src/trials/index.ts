export { type BodyTrial, refusedBodies } from './refused-bodies.ts';
export { type Faults, type InvalidCertificate, refuses, type Trial } from './refuses.ts';
