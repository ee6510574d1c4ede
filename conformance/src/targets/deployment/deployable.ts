/** A capability of a target that a check with fault injection may need. */
export type Deployable = 'durable' | 'nodes' | 'database' | 'disk';

/** The reason for each capability that the target lacks. */
export type Undeployable = Readonly<Partial<Record<Deployable, string>>>;
