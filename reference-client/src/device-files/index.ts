export { changePassword, type PasswordChange } from './change-password.ts';
export {
  configFolder,
  dataFolder,
  devicesFolder,
  type FolderSettings,
  isWritableByOthers,
  removeAbandonedSaves,
} from './device-folder.ts';
export {
  type DeviceList,
  findDevice,
  type FoundDevice,
  listDevices,
  type StoredDevice,
} from './list-devices.ts';
export {
  contradictions,
  explainOpening,
  hideKeys,
  openDevice,
  type OpenedDevice,
  type OpenRefusal,
  type SealRefusal,
  type Secret,
} from './open-device.ts';
export {
  deviceFilePath,
  discardPending,
  listPending,
  pendingPath,
  promotePending,
  storePending,
} from './pending-device.ts';
export { type PasswordCost, sealDevice, type SealOptions } from './seal-device.ts';
export { writeSecretFile } from './secret-file.ts';
