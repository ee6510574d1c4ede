/** A capability of a target that a check with fault injection may need. */
export type Deployable = 'durable' | 'nodes' | 'database' | 'disk';

/** Why a check that needs a server of its own does not run on a server that the user started. */
export const NOT_STARTABLE = 'needs a server that the suite starts (image: or cmd:)';

/** The reason for each capability that the target lacks. */
export type Undeployable = Readonly<Partial<Record<Deployable, string>>>;
