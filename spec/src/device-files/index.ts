export type {
  DeviceFileClear,
  DeviceFilePassword,
  DeviceFileRecovery,
  LocalDevice,
} from '../generated/types.ts';
export {
  type DeviceFile,
  type DeviceFileKind,
  encodeDeviceFile,
  encodeLocalDevice,
  serverUrl,
  unopenedProtections,
} from './device-file.ts';
export {
  canOpenKind,
  type ReadDeviceFile,
  type ReadLocalDevice,
  readDeviceFile,
  readLocalDevice,
} from './read-device-file.ts';
