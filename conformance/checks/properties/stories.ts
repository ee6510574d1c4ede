import { requirements } from '@parsec-spec/spec/requirements';
import { verifies } from '../../src/judge/verifies.ts';
import { needsOf, playStory } from '../../src/play/play-story.ts';
import { tableStories } from '../../src/play/table-stories.ts';

// Plays the stories of the specification, and those that are made of tables.
for (const { id, stories = [] } of [...requirements, ...tableStories])
  for (const { case: name, ...story } of stories)
    verifies(id, { needs: needsOf(story), ...(name === undefined ? {} : { case: name }) }, (judge) =>
      playStory(judge, id, story),
    );
