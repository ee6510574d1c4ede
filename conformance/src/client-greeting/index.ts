export { type Claimant, claimant } from './claimant.ts';
export { type Doorkeeper, doorkeeper } from './doorkeeper.ts';
export { codeAlphabet } from './key-exchange.ts';
export { documentOf, sealBytes } from './payload.ts';
export { PlayedPeer } from './played-peer.ts';
export { endsWell, nothingCame, type Scene, type SceneName, scenes } from './scenes.ts';
export { sent } from './sent.ts';
