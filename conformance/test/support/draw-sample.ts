import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/**
 * The mutants that a run of the self-test judges: `sample` those that are drawn, `rest` the others,
 * `all` both.
 */
export type Part = 'sample' | 'rest' | 'all';

/** What decides whether a mutant belongs to the sample. */
export interface Draw {
  readonly part: Part;
  readonly seed: string;
  /** Requirements whose mutants always belong to it: those that the latest change names. */
  readonly changed: readonly string[];
}

declare module 'vitest' {
  interface ProvidedContext {
    draw: Draw;
  }
}

// Sources only: generated lists name every requirement.
const sources = ['*.ts', 'spec/**/README.md', 'spec/protocol/*.md', ':(exclude)**/generated/**'];

/** A tree of sources, in git or not. */
class Tree {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  text(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  json<T>(file: string): T {
    return JSON.parse(this.text(file)) as T;
  }

  /** What git prints, or undefined without git or if it fails. */
  git(...args: readonly string[]): string | undefined {
    try {
      return execFileSync('git', args, {
        cwd: this.root,
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch {
      return undefined;
    }
  }
}

/** The requirements that uncommitted changes and HEAD name, in changed lines and ten around them. */
function changedRequirements(tree: Tree): readonly string[] {
  const diff = ['HEAD~1', 'HEAD'].map((base) => tree.git('diff', '-U10', base, '--', ...sources));
  const added = tree.git('ls-files', '--others', '--exclude-standard', '--', ...sources) ?? '';
  const files = added.split('\n').filter((file) => file !== '');
  const text = [diff[0] ?? diff[1], ...files.map((file) => tree.text(file))].join('\n');
  const ids = new Set(tree.json<{ id: string }[]>('spec/requirements.json').map(({ id }) => id));
  return [...new Set(text.match(/[a-z0-9_-]+\/[a-z0-9-]+/g))].filter((id) => ids.has(id));
}

/**
 * Draws the sample of a tree.
 *
 * @param root - its root folder
 * @param seed - instead of HEAD, or of the version of the package where git does not answer
 */
export function drawFrom(root: string, part: Part, seed?: string): Draw {
  const tree = new Tree(root);
  const { version } = tree.json<{ version: string }>('package.json');
  return {
    part,
    seed: seed ?? tree.git('rev-parse', 'HEAD')?.trim() ?? version,
    changed: changedRequirements(tree),
  };
}

/** Draws the sample once for all test files, and prints its seed. `vitest --mode` names the part. */
export function setup({ provide, config }: TestProject): void {
  const part = config.mode === 'sample' || config.mode === 'rest' ? config.mode : 'all';
  const draw = drawFrom(join(import.meta.dirname, '..', '..', '..'), part, process.env.PARSEC_SPEC_SAMPLE);
  provide('draw', draw);
  if (part === 'all') return;
  console.error(
    `self-test: ${part === 'rest' ? 'mutants outside of ' : ''}the sample of PARSEC_SPEC_SAMPLE=${draw.seed}, ` +
      `with ${draw.changed.length} requirements that the latest change names`,
  );
}

/** The share of the mutants that a run draws. */
const SHARE = 1 / 20;

/**
 * Whether the mutants of a requirement, or another named case, belong to the sample.
 *
 * @param key - the id of the requirement or the name of the case
 */
export function isInSample({ seed, changed }: Draw, key: string): boolean {
  const digest = createHash('sha256').update(`${seed} ${key}`).digest();
  return changed.includes(key) || digest.readUInt32BE() < SHARE * 2 ** 32;
}
