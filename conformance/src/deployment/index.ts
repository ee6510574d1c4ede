export type { Deployable, Undeployable } from './deployable.ts';
export type { DatabaseFaults, DeployOptions, Deployment, DiskFaults, ServerNode } from './deployment.ts';
