import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { statusOf } from '../../../src/vocabulary/observations/organization.ts';

const needs = ['administration'] as const;

const columns = [
  'data_size',
  'metadata_size',
  'realms',
  'active_users',
  'admin_users_active',
  'admin_users_revoked',
  'standard_users_active',
  'standard_users_revoked',
  'outsider_users_active',
  'outsider_users_revoked',
];

/**
 * The statistics of each organization in the JSON reply, by id and in the order served. They are the
 * numbers that the CSV also contains.
 */
async function jsonOf(judge: Judge, query = 'format=json'): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const exchange = await judge.administration.serverStats(query);
  const list = judge.expect.list(judge.expect.json(exchange), 'stats', exchange);
  return new Map(
    list.map((entry) => {
      const stats = Object(entry);
      const { ADMIN, STANDARD, OUTSIDER } = Object(stats.users_per_profile_detail);
      const profiles = [ADMIN, STANDARD, OUTSIDER]
        .map(Object)
        .flatMap(({ active, revoked }) => [active, revoked]);
      const figures = [stats.data_size, stats.metadata_size, stats.realms, stats.active_users, ...profiles];
      return [String(stats.organization_id), figures];
    }),
  );
}

async function csvOf(judge: Judge): Promise<string> {
  const exchange = await judge.administration.serverStats('format=csv');
  judge.expect.answer(exchange, 200, 'the figures as CSV');
  judge.expect.header(exchange, 'Content-Type', /^text\/csv\b/);
  return exchange.text;
}

verifies('server_stats/json-and-csv', { needs }, async (judge) => {
  const { organization, author: alice } = await judge.bootstrapped();
  // More organizations than a server may count at a time.
  const others = await Promise.all(Array.from({ length: 70 }, () => judge.organization()));
  // All numbers differ, so that a number under a wrong name is detected.
  const bob = await judge.members.enrol(alice, 'bob');
  for (const name of ['carol', 'dave']) await judge.members.enrol(alice, name);
  const mallory = await judge.members.enrol(alice, 'mallory', { profile: 'OUTSIDER' });
  for (const { person } of [bob, mallory]) await judge.members.revoke(alice, person);
  const json = await jsonOf(judge);
  const csv = await csvOf(judge);
  const [head = '', ...lines] = csv.split('\r\n').filter((line) => line !== '');
  judge.expect.equal(
    [...head.split(',')].sort(),
    ['organization_id', ...columns].sort(),
    'columns of the CSV',
  );
  const at = (name: string) => head.split(',').indexOf(name);
  const rows = lines.map((line) => line.split(','));
  const table = new Map(
    rows.map((row) => [row[at('organization_id')], columns.map((name) => Number(row[at(name)]))]),
  );
  judge.expect.equal(table.size, lines.length, 'one line for each organization');
  // Other checks create organizations meanwhile, so only those in both replies are compared.
  const common = [...json.keys()].filter((id) => table.has(id));
  judge.expect.equal(
    [...table.keys()].filter((id) => json.has(id ?? '')),
    common,
    'order of the organizations',
  );
  for (const { id } of [organization, ...others]) {
    judge.expect.that(json.has(id), `an entry of ${id}`, `${json.size} other entries`);
    judge.expect.equal(table.get(id), json.get(id), `figures of ${id}`);
  }
  const figures = [3, 1, 0, 2, 1, 0, 1];
  judge.expect.equal(json.get(organization.id)?.slice(3), figures, 'active users, then by profile');
});

verifies('server_stats/csv-form', { needs }, async (judge) => {
  const { id } = await judge.organization();
  const csv = await csvOf(judge);
  const [head = '', ...lines] = csv.split('\r\n');
  judge.expect.that(head.split(',').includes('organization_id'), 'a header line first', head);
  judge.expect.that(!csv.replaceAll('\r\n', '').includes('\n'), 'lines that end by CR LF', csv.slice(0, 200));
  judge.expect.equal(lines.at(-1), '', 'text after the last CR LF');
  judge.expect.that(
    lines.some((line) => line.split(',').includes(id)),
    `a line of ${id}`,
    `${lines.length} lines`,
  );
});

verifies('server_stats/format-known', { needs }, async (judge) => {
  const { id } = await judge.organization();
  for (const format of ['dummy', 'xml', 'JSON'])
    judge.expect.answer(
      await judge.administration.serverStats(`format=${format}`),
      [400, 422],
      `format=${format}`,
    );
  judge.expect.that((await jsonOf(judge)).has(id), `an entry of ${id} in format=json`, 'none');
});

verifies('server_stats/at-restricts', { needs }, async (judge) => {
  const { organization: early, author: alice } = await judge.bootstrapped();
  // The terms have the time of the server, which is the only relevant clock.
  const clock = await judge.organization({ tos: { en_US: 'https://example.com' } });
  const between = judge.expect.text(judge.expect.map(await statusOf(judge, clock.id), 'tos'), 'updated_on');
  await judge.sleep(5);
  const late = await judge.organization();
  await judge.members.enrol(alice, 'bob');
  const then = await jsonOf(judge, `format=json&at=${encodeURIComponent(between)}`);
  const now = await jsonOf(judge);
  judge.expect.equal(
    [now.has(early.id), now.has(late.id)],
    [true, true],
    'both organizations in the present statistics',
  );
  judge.expect.equal(then.has(early.id), true, 'the earlier organization in the past statistics');
  judge.expect.equal(then.has(late.id), false, 'the later organization in the past statistics');
  const active = [then, now].map((figures) => figures.get(early.id)?.[3]);
  judge.expect.equal(active, [1, 2], 'active users of the earlier organization, in the past and now');
});

verifies('server_stats/at-is-a-time', { needs }, async (judge) => {
  const { id } = await judge.organization();
  for (const at of ['dummy', '2025-13-01T00:00:00Z', '42', '2025-01-01', '2025-01-01T00:00:00'])
    judge.expect.answer(await judge.administration.serverStats(`at=${at}`), 400, `at=${at}`);
  const soon = encodeURIComponent(judge.now().plusSeconds(60).toString());
  judge.expect.that((await jsonOf(judge, `at=${soon}`)).has(id), `an entry of ${id} at a valid time`, 'none');
});
