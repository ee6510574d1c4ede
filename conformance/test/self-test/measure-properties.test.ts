import { requirements } from '@parsec-spec/spec/requirements';
import { expect, test } from 'vitest';
import { brokenServers, draw } from '../../self-test/measure-properties.ts';

const sections = new Map(requirements.map(({ id, section }) => [id as string, section]));

test('the seed draws the broken servers, at least five of each section that has them', async () => {
  const servers = await brokenServers();
  const drawn = draw(servers, 200, '1');
  expect(draw(servers, 200, '1')).toEqual(drawn);
  expect(draw(servers, 200, '2')).not.toEqual(drawn);
  expect(new Set(drawn.map(({ name }) => name)).size).toBe(drawn.length);
  expect(drawn.length).toBeGreaterThanOrEqual(200);
  const countIn = (list: typeof servers) =>
    Map.groupBy(list, ({ requirement }) => sections.get(requirement) ?? 'none');
  for (const [section, all] of countIn(servers))
    expect(countIn(drawn).get(section)?.length ?? 0, section).toBeGreaterThanOrEqual(Math.min(5, all.length));
});
