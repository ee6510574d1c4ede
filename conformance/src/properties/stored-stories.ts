import { readdirSync, readFileSync } from 'node:fs';
import type { StoryFile } from './story-file.ts';

const folder = new URL(
  import.meta.url.endsWith('.ts') ? '../../stories/' : '../../../stories/',
  import.meta.url,
);

/** A story of the repository, which once showed a defect of a server. */
export interface StoredStory {
  /** The name of its file without the extension. */
  readonly name: string;
  readonly story: StoryFile;
}

/**
 * Reads the stories of `conformance/stories`, sorted by name. A test validates them, so that listing the
 * checks loads no validator.
 */
export const storedStories = (): readonly StoredStory[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      name: file.slice(0, -'.json'.length),
      story: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as StoryFile,
    }));
