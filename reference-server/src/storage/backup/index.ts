export { backup } from './backup.ts';
export { BackupError } from './backup-error.ts';
export { restore } from './restore.ts';
