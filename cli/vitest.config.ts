import { defineConfig, mergeConfig } from 'vitest/config';
import { leavingOut } from '../vitest.shared.ts';

/** The app, its driver and the packages in browsers, and what is delivered: packages, image, Compose file, website. */
const left = ['test/{app-driver,client-app*,in-browsers,pack,image,compose,commands/site}.test.ts'];

export default defineConfig(({ mode }) =>
  // `callCli` imports the bundle as Node does.
  mergeConfig(leavingOut(left, mode), { test: { server: { deps: { external: [/\/cli\/\.bundle\//] } } } }),
);
