export { type AboutUser, type AboutUserChanges, verifiesAboutUser } from './about-user.ts';
export { nearIds, nearMisses } from './near-misses.ts';
export {
  contenders,
  type HistoryRace,
  oneWinner,
  type Race,
  raceIntoHistory,
  rounds,
  step,
} from './race.ts';
export { type BodyTrial, refusedBodies } from './refused-bodies.ts';
export {
  type CertificateFault,
  refusedAtEnrolment,
  refusedInTurn,
} from './refused-certificates.ts';
export { type Faults, type InvalidCertificate, refuses, type Trial } from './refuses.ts';
export { type CommandTrial, type Made, refusesCommand } from './refuses-command.ts';
export { type Dated, keepsOrder, keepsWindow, windowEdges } from './times.ts';
export { undecodable } from './undecodable.ts';
export { type Signers, wrongAuthors } from './wrong-authors.ts';
export { type NodesRace, raceAcross, raceNodes } from './node-race.ts';
