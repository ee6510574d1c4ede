export { makeDeviceFile, openDeviceFile, type OpenedDeviceFile } from './device-file.ts';
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
export { devicesFolder, setStage, type Stage, type StageParts } from './stage.ts';
