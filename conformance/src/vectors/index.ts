export { checkFolder, type FixtureReport } from './check-folder.ts';
export { freshFixtures } from './fresh-fixtures.ts';
export { folderRefusal, writeFolder } from './write-folder.ts';
