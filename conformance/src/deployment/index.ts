export type { DatabaseFaults, DeployOptions, Deployment, DiskFaults, ServerNode } from './deployment.ts';
