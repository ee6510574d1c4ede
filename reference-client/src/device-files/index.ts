export type { OpenRefusal, SealRefusal } from '@parsec-spec/spec/client-rules';
export { readSmallFile, removeSecretFile, writeSecretFile } from '#platform';
export { changePassword, type PasswordChange } from './change-password.ts';
export {
  type DeviceList,
  type FoundDevice,
  findDevice,
  listDevices,
  type StoredDevice,
} from './list-devices.ts';
export {
  contradictions,
  explainOpening,
  hideKeys,
  type OpenedDevice,
  openDevice,
  type Secret,
} from './open-device.ts';
export type { PasswordCost } from './password-key.ts';
export {
  deviceFilePath,
  discardPending,
  listPending,
  pendingPath,
  promotePending,
  storePending,
} from './pending-device.ts';
export { type SealOptions, sealDevice } from './seal-device.ts';
