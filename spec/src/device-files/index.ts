export type {
  DeviceFileClear,
  DeviceFilePassword,
  DeviceFileRecovery,
  LocalDevice,
} from '../generated/types.ts';
export { type DeviceFile, type DeviceFileKind, unopenedProtections } from './device-file.ts';
export { encodeDeviceFile, encodeLocalDevice } from './encode-device.ts';
export { canOpenKind, type ReadDeviceFile, readDeviceFile } from './read-device-file.ts';
export { type ReadLocalDevice, readLocalDevice } from './read-local-device.ts';
export { serverUrl } from './server-url.ts';
