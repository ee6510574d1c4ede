export type {
  DeviceFileClear,
  DeviceFilePassword,
  DeviceFileRecovery,
  LocalDevice,
} from '../generated/types.ts';
export { type DeviceFile, type DeviceFileKind, sealedElsewhere } from './device-file.ts';
export { encodeDeviceFile, encodeLocalDevice } from './encode-device.ts';
export { opensHere, type ReadDeviceFile, readDeviceFile } from './read-device-file.ts';
export { type ReadLocalDevice, readLocalDevice } from './read-local-device.ts';
export { serverUrl } from './server-url.ts';
