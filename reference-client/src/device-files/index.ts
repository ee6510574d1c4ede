export { changePassword, type PasswordChange } from './change-password.ts';
export { contradictions } from './contradictions.ts';
export { configFolder, dataFolder, devicesFolder, type FolderSettings } from './device-folder.ts';
export { explainOpening } from './explain-opening.ts';
export { type FoundDevice, findDevice } from './find-device.ts';
export { isWritableByOthers, removeAbandonedSaves } from './folder-care.ts';
export { hideKeys } from './hide-keys.ts';
export { type DeviceList, listDevices, type StoredDevice } from './list-devices.ts';
export { type OpenedDevice, type OpenRefusal, openDevice } from './open-device.ts';
export {
  deviceFilePath,
  discardPending,
  listPending,
  pendingPath,
  promotePending,
  storePending,
} from './pending-device.ts';
export { type PasswordCost, type SealOptions, sealDevice } from './seal-device.ts';
export type { SealRefusal, Secret } from './unseal.ts';
export { writeSecretFile } from './write-secret-file.ts';
