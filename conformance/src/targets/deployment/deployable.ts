/** What a check with fault injection may need of a target. */
export type Deployable = 'durable' | 'nodes' | 'database' | 'disk';

/** For each of these, why the target cannot provide it to checks. An absent entry means it can. */
export type Undeployable = Readonly<Partial<Record<Deployable, string>>>;
