export { deviceFileReader } from './device-file-reader.ts';
