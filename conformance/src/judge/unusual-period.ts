import type { StartOptions } from '../targets/index.ts';

/**
 * An archiving period of new organizations that is no server's default. It is separate from the
 * other defaults because not every server has an option for it.
 */
export const unusualPeriod = { initialArchivingPeriod: 86_401 } as const satisfies StartOptions;
