export type { Call, Handle, Header, LiveBody, Reply } from './call.ts';
export type { ConfigChanges } from './config-of.ts';
export { createServer, type ReferenceServer, type ServerOptions } from './create-server.ts';
export { guardedRequirements } from './guards.ts';
export { type Log, silentLog } from './log.ts';
export type { Mutant } from './mutant.ts';
export { type Readable, readableBytes, type Unread } from './readable.ts';
export type { ServerConfig } from './server-config.ts';
export { type TrustedPeers, trustedPeers } from './trusted-peers.ts';
