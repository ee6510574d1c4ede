import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder for compiled code. With a separate home folder for each test all code would be
 * compiled again at each start.
 */
export const cacheHome = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
