export { configurationFrame, frameOf } from './event-frames.ts';
export { makeDeviceFile, openDeviceFile, type OpenedDeviceFile } from './device-file.ts';
export { deviceFiles, devicesFolder, filesBelow, type FoundFile } from './files.ts';
export { fullCost } from './full-cost.ts';
export { type Newcomer, newcomer, payloadOf } from './newcomer.ts';
export { type ObservedBootstrap, observedBootstrap } from './observed-bootstrap.ts';
export { onlyDevice } from './only-device.ts';
export { type PlayedServer, playServer } from './played-server.ts';
export { cursorSince, goesOn, refusesFromTheBeginning, refusesLie } from './refuses-lie.ts';
export {
  authority,
  type Dated,
  enrolment,
  profileChange,
  revocation,
  signedDevice,
  type SignedOptions,
  signedUser,
  type Signer,
} from './signed.ts';
export { setStage, type Stage, type StageParts } from './stage.ts';
export { type Opening, streaming, type Watcher, watcher } from './watcher.ts';
