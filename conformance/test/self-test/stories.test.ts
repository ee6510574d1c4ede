import { describe, expect, test } from 'vitest';
import { mutants } from '../../checks/properties/mutants.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import { storedStories } from '../../src/properties/stored-stories.ts';
import { detected, runChecks } from '../support/mutant.ts';

const checks = await loadChecks();

describe('a story of the repository', () => {
  test.each(storedStories())(
    '$name is a check that notices a mutant made for it',
    async ({ name, story }) => {
      const own = checks.filter(({ id }) => id === `${story.requirement}#story-${name}`);
      const [right] = await runChecks(own, {});
      expect(right?.outcome).toBe('pass');
      const noticed: string[] = [];
      for (const mutant of mutants.filter(({ requirement }) => requirement === story.requirement)) {
        const [event] = await runChecks(own, { mutants: [mutant] });
        if (event !== undefined && detected(event)) noticed.push(`${mutant.name}: ${event.observed}`);
      }
      expect(noticed).toContainEqual(expect.stringMatching(new RegExp(`: \`${story.status}\`$`)));
    },
  );
});
