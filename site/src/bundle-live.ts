import { join } from 'node:path';
import { rolldown } from 'rolldown';

/** Bundles the scripts of the live parts for browsers into a folder. */
export async function bundleLive(folder: string): Promise<void> {
  const bundle = await rolldown({
    input: { live: join(import.meta.dirname, 'page', 'live.ts') },
    platform: 'browser',
    tsconfig: false,
    resolve: { conditionNames: ['parsec-spec:src', 'browser', 'import', 'default'] },
    logLevel: 'warn',
  });
  await bundle.write({
    dir: folder,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    minify: true,
    comments: false,
  });
}
