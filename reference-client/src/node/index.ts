export {
  configFolder,
  dataFolder,
  devicesFolder,
  type FolderSettings,
  isWritableByOthers,
  removeAbandonedSaves,
} from './device-folder.ts';
export { NoCertificate, trustAuthorities } from './trust.ts';
