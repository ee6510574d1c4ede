import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { MAX_STORY_BYTES, readStory, replayLines } from '@parsec-spec/conformance/runner';
import { CliError } from '../main/cli-error.ts';
import type { ValidateOptions } from './open-targets.ts';
import { validate } from './validate.ts';

/** The options of `replay`: those of `validate` that do not select checks. */
export type ReplayOptions = Omit<ValidateOptions, 'only' | 'except' | 'jobs' | 'properties' | 'story'>;

/**
 * Plays a story on a server and writes the reports. Returns the exit code.
 *
 * @param story - the file of a story, `-` for standard input, or the story itself
 * @throws CliError, TargetError (`usage`) if the story cannot be read; what prevents a run from starting
 */
export async function replay(story: string, target: string, options: ReplayOptions): Promise<number> {
  const read = await storyOf(story);
  if (target.startsWith('client:'))
    throw new CliError('usage', 'a story judges a server', 'name a server as target');
  return await validate([target], { ...options, only: ['properties'], except: [], jobs: 1, story: read });
}

async function storyOf(argument: string): Promise<NonNullable<ValidateOptions['story']>> {
  const file = await readText(argument);
  const story = file === undefined ? readStory(argument, 'the story') : readStory(file, argument);
  if (file !== undefined && argument !== '-') return { argument: resolve(argument), story };
  return { argument: replayLines(story, story).join('; '), story };
}

/** The text of a file or of standard input. Undefined if no file has this name of several words. */
async function readText(path: string): Promise<string | undefined> {
  const wrong = (what: string) =>
    new CliError('usage', `${path} ${what}`, 'name a STORY.txt of `validate --record`, -, or a story itself');
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // A device or pipe may have no size and no end.
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
      length += chunk.length;
      if (length > MAX_STORY_BYTES) throw wrong(`is larger than ${MAX_STORY_BYTES} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    if (error instanceof CliError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const isNoFile = ['ENOENT', 'ENAMETOOLONG', 'ENOTDIR'].includes(code ?? '');
    if (isNoFile && path.includes(' ')) return undefined;
    throw wrong(`cannot be read (${code})`);
  }
}
