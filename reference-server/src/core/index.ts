export { type Log, silentLog } from '../log.ts';
export {
  type Call,
  type Handle,
  type Header,
  type LiveBody,
  type Readable,
  type Reply,
  readableBytes,
  type Unread,
} from './call.ts';
export { type TrustedPeers, trustedPeers } from './client-address.ts';
export { createServer, type Mutant, type ReferenceServer, type ServerOptions } from './create-server.ts';
export { guardedRequirements } from './guards.ts';
export type { ConfigChanges, ServerConfig } from './server-config.ts';
export type { CurrentFigures, Metrics } from './services.ts';
