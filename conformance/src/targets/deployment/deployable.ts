/** What a check with fault injection may need of a target. */
export type Deployable = 'durable' | 'nodes' | 'database' | 'disk';

/** Why a check that needs a server of its own does not run on a server that the user started. */
export const NOT_STARTABLE = 'needs a server that the suite starts (image: or cmd:)';

/** For each of these, why the target cannot provide it to checks. An absent entry means it can. */
export type Undeployable = Readonly<Partial<Record<Deployable, string>>>;
