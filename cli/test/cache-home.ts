import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where compiled code is kept: a home folder of a test's own would have all of it compiled anew at each start. */
export const cacheHome = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
