import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../vitest.shared.ts';

export default mergeConfig(
  shared,
  // `callCli` imports the bundle as Node does.
  defineConfig({ test: { server: { deps: { external: [/\/cli\/\.bundle\//] } } } }),
);
