import { open } from 'node:fs/promises';
import { MAX_STORY_BYTES, parseStory, type StoryFile } from '@parsec-spec/conformance/runner';
import { CliError } from '../main/cli-error.ts';
import type { ValidateOptions } from './open-targets.ts';
import { isStoryText } from './replay-command.ts';
import { validate } from './validate.ts';

/** The options of `replay`: those of `validate` that do not select checks. */
export type ReplayOptions = Omit<ValidateOptions, 'only' | 'except' | 'jobs' | 'properties' | 'story'>;

/**
 * Plays a story on a server and writes the reports. Returns the exit code.
 *
 * @param path - a story file, or the story itself
 * @throws CliError, TargetError (`usage`) if the story cannot be read; what prevents a run from starting
 */
export async function replay(path: string, target: string, options: ReplayOptions): Promise<number> {
  const file = await readStory(path);
  if (target.startsWith('client:'))
    throw new CliError('usage', 'a story judges a server', 'name a server as target');
  return await validate([target], {
    ...options,
    only: ['properties'],
    except: [],
    jobs: 1,
    story: { path, file },
  });
}

async function readStory(path: string): Promise<StoryFile> {
  if (isStoryText(path)) return parseStory(path, 'the story');
  const hint = 'name a STORY.json of `validate --record`, or a file of conformance/stories';
  const wrong = (what: string) => new CliError('usage', `${path} ${what}`, hint);
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw wrong(`cannot be read (${error.code})`);
  });
  try {
    // One byte more than allowed. A device or pipe may have no size and no end.
    const buffer = Buffer.alloc(MAX_STORY_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length).catch((error: NodeJS.ErrnoException) => {
        throw wrong(`cannot be read (${error.code})`);
      });
      length += bytesRead;
      if (length > MAX_STORY_BYTES) throw wrong(`is larger than ${MAX_STORY_BYTES} bytes`);
      if (bytesRead === 0) return parseStory(buffer.toString('utf8', 0, length), path);
    }
  } finally {
    await file.close();
  }
}
