import { factOf } from '../../src/faults/model/describe.ts';
import { Failure, Unjudged } from '../../src/judge/failure.ts';
import { verifies } from '../../src/judge/verifies.ts';
import { Life } from '../../src/properties/life.ts';
import { storedStories } from '../../src/properties/stored-stories.ts';

// Plays the stories of conformance/stories: calls by which generated lives once found a defect.
for (const { name, story } of storedStories())
  verifies(story.requirement, { needs: ['administration'], case: `story-${name}` }, async (judge) => {
    const life = await Life.begin(judge, story.organization, new Set(story.waived));
    for (const [index, call] of story.calls.entries()) {
      const counterexample = await life.play(call);
      if (counterexample !== undefined) {
        const { requirement, observed, allowed, exchange } = counterexample;
        throw new Failure({
          message: `call ${index + 1} of the story, ${call.cmd}`,
          expected: allowed.map(factOf),
          observed: [factOf(observed)],
          exchange,
          rules: [requirement],
        });
      }
      if (life.calls.length <= index)
        throw new Unjudged('not-testable', `call ${index + 1} of the story could not be made`);
    }
  });
