import { expect, test } from 'vitest';
import { TestOrganization } from '../../src/faults/organization/test-organization.ts';
import type { Judge } from '../../src/judge/judge.ts';
import { roles } from '../../src/people/greeting-steps.ts';
import { Random } from '../../src/people/random.ts';
import { Instant } from '../../src/wire/values.ts';

const judge = { random: new Random('halves') } as Judge;
const organization = new TestOrganization(judge, 'Org1', new Instant(0n));

test('the other halves of a side differ from its own in each field, also where a payload is empty', () => {
  const sizes = new Set<number>();
  for (let number = 1; number <= 40; number += 1)
    for (const role of roles) {
      const token = `zoe@example.com#${number}`;
      const [own, other] = (['own', 'other'] as const).map((variant) =>
        organization.halves(token, 'alice', role, variant),
      );
      for (const [index, half] of (own ?? []).entries())
        for (const [name, value] of Object.entries(half))
          if (name !== 'step') {
            expect(other?.[index]?.[name]).not.toEqual(value);
            if (name.endsWith('payload')) sizes.add((value as Uint8Array).length);
          }
    }
  expect([...sizes].sort((left, right) => left - right)).toEqual([0, 1, 200, 65_536]);
});
