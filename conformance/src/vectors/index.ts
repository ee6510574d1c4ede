export { checkFolder, type FixtureReport } from './check-folder.ts';
export { freshFixtures } from './generate.ts';
export { folderRefusal, writeFolder } from './write-folder.ts';
