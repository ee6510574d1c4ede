import { requirements } from '@parsec-spec/spec/requirements';
import { verifies } from '../../src/judge/verifies.ts';
import { mistakeStories } from '../../src/play/mistake-stories.ts';
import { needsOf, playStory } from '../../src/play/play-story.ts';

// Plays the stories of the specification, and a story for each requirement that mistakes break.
for (const { id, stories = [] } of [...requirements, ...mistakeStories])
  for (const { case: name, ...story } of stories)
    verifies(id, { needs: needsOf(story), ...(name === undefined ? {} : { case: name }) }, (judge) =>
      playStory(judge, id, story),
    );
