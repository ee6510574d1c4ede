export type { Deployable, Undeployable } from './deployable.ts';
export type { DatabaseFaults, Deployment, DeployOptions, DiskFaults, ServerNode } from './deployment.ts';
export { undeployable } from './undeployable.ts';
