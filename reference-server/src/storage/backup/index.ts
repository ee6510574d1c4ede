export { backup } from './backup.ts';
export { restore } from './restore.ts';
export { BackupError } from './store-files.ts';
