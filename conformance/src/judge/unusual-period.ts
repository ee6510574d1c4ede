import type { StartOptions } from '../targets/index.ts';

/** An archiving period of new organizations that no server has by itself; apart from the other defaults, since not every server can be told it. */
export const unusualPeriod = { initialArchivingPeriod: 86_401 } as const satisfies StartOptions;
