/** What a check that does harm may need of a target. */
export type Deployable = 'durable' | 'nodes' | 'database' | 'disk';

/** Why a target cannot be given to checks that need one of these; what is absent can. */
export type Undeployable = Readonly<Partial<Record<Deployable, string>>>;
