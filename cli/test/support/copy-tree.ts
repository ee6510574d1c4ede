import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Copies the tree of `root` as a clone with its changes into `folder`, with links to the installed
 * packages.
 */
export async function copyTree(root: string, folder: string, packages: readonly string[]): Promise<void> {
  const paths = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const path of paths.split('\0').filter((name) => name !== '' && existsSync(join(root, name)))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(join(root, path), join(folder, path));
  }
  await linkInstalled(join(root, 'node_modules'), join(folder, 'node_modules'));
  const scope = join(folder, 'node_modules', '@parsec-spec');
  await mkdir(scope);
  for (const name of packages) {
    await symlink(
      join(folder, name),
      name === 'cli' ? join(folder, 'node_modules', 'parsec-spec') : join(scope, name),
    );
    const own = join(root, name, 'node_modules');
    if (existsSync(own)) await linkInstalled(own, join(folder, name, 'node_modules'));
  }
}

/** Links every installed package except our own, which are links into the tree. */
async function linkInstalled(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (name === '@parsec-spec' || name === 'parsec-spec') continue;
    await symlink(join(from, name), join(to, name));
  }
}
