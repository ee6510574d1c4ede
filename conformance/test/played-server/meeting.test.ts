import { afterAll, beforeAll, expect, test } from 'vitest';
import { COURSES, type Meeting, meet } from '../../src/played-server/meeting.ts';
import type { ClientDriver } from '../../src/targets/client/client-driver.ts';
import { referenceClient } from '../../src/targets/client/client-drivers.ts';
import { openTarget } from '../../src/targets/open-target.ts';
import type { ServerTarget } from '../../src/targets/target.ts';

let server: ServerTarget;
beforeAll(async () => {
  const target = await openTarget('memory:reference', { administrationToken: 'secret' });
  if (target.kind === 'client') throw new Error('not a server');
  server = target;
});
afterAll(() => server.close());

async function bootstrapLink(): Promise<string> {
  const response = await fetch(`${server.address}/administration/organizations`, {
    method: 'POST',
    headers: { authorization: 'Bearer secret', 'content-type': 'application/json' },
    body: JSON.stringify({ organization_id: `Org_${Math.random().toString(36).slice(2)}` }),
  });
  return ((await response.json()) as { bootstrap_url: string }).bootstrap_url;
}

async function meetings(greeter: ClientDriver, claimer: ClientDriver): Promise<readonly Meeting[]> {
  const all: Meeting[] = [];
  await meet(greeter, claimer, bootstrapLink, (meeting) => all.push(meeting));
  return all;
}

// Two honest clients meet in cli/test/validate/exit-codes.test.ts.
test('a claimer that says ok whatever the codes are is noticed', async () => {
  const client = await referenceClient();
  const boasting: ClientDriver = {
    ...client,
    open: async (home, options) => {
      const session = await client.open(home, options);
      const claim = session.claim.bind(session);
      return Object.assign(session, {
        claim: async (input: Parameters<typeof claim>[0]) => ({
          ...(await claim(input)),
          end: 'ok' as const,
        }),
      });
    },
  };
  const wrong = (await meetings(client, boasting)).filter(({ problem }) => problem !== undefined);
  expect(new Set(wrong.map(({ problem }) => problem))).toEqual(new Set(['enrolled-despite-codes']));
  expect(wrong.map(({ course }) => course)).toEqual([...COURSES.slice(1), ...COURSES.slice(1)]);
});

test.each([
  ['cancels', true],
  ['is closed', false],
])(
  'a greeter that waits for a claimer which ended early %s, and the greeting is repeated',
  async (_, stops) => {
    const client = await referenceClient();
    /** A greeter that waits until it is aborted. */
    const waiting: ClientDriver = {
      ...client,
      open: async (home, options) => {
        const session = await client.open(home, options);
        const greet = session.greet.bind(session);
        return Object.assign(session, {
          greet: async (input: Parameters<typeof greet>[0]) => {
            const ended = await greet(stops ? input : { ...input, signal: new AbortController().signal });
            if (ended.end !== 'ok' && input.signal?.aborted !== true)
              await new Promise((resolve) => input.signal?.addEventListener('abort', resolve));
            return ended;
          },
        });
      },
    };
    let claims = 0;
    /** Each first claim of an invitation ends before it begins. */
    const early: ClientDriver = {
      ...client,
      open: async (home, options) => {
        const session = await client.open(home, options);
        const claim = session.claim.bind(session);
        return Object.assign(session, {
          claim: (input: Parameters<typeof claim>[0]) =>
            claims++ % 2 === 0 ? Promise.resolve({ end: 'refused' as const, said: 'no' }) : claim(input),
        });
      },
    };
    const all: Meeting[] = [];
    const stop = new AbortController();
    const met = meet(
      waiting,
      early,
      bootstrapLink,
      (meeting) => {
        all.push(meeting);
        if (all.length === 2) stop.abort();
      },
      { stop: stop.signal, loneSideMs: 500 },
    );
    await expect(met).rejects.toThrow('aborted');
    expect(all.map(({ course, problem }) => [course, problem])).toEqual([
      ['right codes', undefined],
      ['the claimer picks a wrong code', undefined],
    ]);
  },
);

test('an aborted meeting ends without a further greeting', async () => {
  const client = await referenceClient();
  const stop = new AbortController();
  const all: Meeting[] = [];
  const met = meet(
    client,
    client,
    bootstrapLink,
    (meeting) => {
      all.push(meeting);
      stop.abort();
    },
    { stop: stop.signal },
  );
  await expect(met).rejects.toThrow('aborted');
  expect(all).toHaveLength(1);
});
