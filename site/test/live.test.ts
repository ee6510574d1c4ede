import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { recordedExamples } from '@parsec-spec/conformance/recorded';
import { base64Of, bytesOfBase64, bytesOfHex, hexOf } from '@parsec-spec/spec/codec';
import type { Organization } from '@parsec-spec/spec/records';
import { type RequirementId, ruleAddress } from '@parsec-spec/spec/requirements';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browsers, isMissing, isWide, openPage, startBrowser, violations } from '../src/check/browsers.ts';
import { drawByCommit, type Host, startHost } from '../src/check/host.ts';
import { checkLive, judgedPages, runChecks } from '../src/check/live.ts';
import { escaped } from '../src/generator/html.ts';
import { callOf, type Draft, draftOf } from '../src/live/draft.ts';
import { curlOf, outcomeText, replyText } from '../src/live/explain-request.ts';
import { NotationError, readNotation } from '../src/live/notation-text.ts';
import { type Call, openScene, type Scene, unpacked } from '../src/live/scene.ts';
import { nameKeys, sendersOf } from '../src/live/senders.ts';
import type { Site } from '../src/make-pages.ts';
import { writeSite } from '../src/write-site.ts';
import { overHttp } from './support/over-http.ts';

let folder = '';
let site: Site;
let host: Host;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-live-'));
  site = await writeSite(folder, { withApi: false });
  host = await startHost(folder);
});
afterAll(async () => {
  host?.close();
  await rm(folder, { recursive: true, force: true });
});

test('most recorded examples can be sent in the page', () => {
  expect(site.scenes.size).toBeGreaterThan(520);
  for (const [id, { request }] of site.scenes) {
    const lines = recordedExamples[id]?.lines.join('\n') ?? '';
    const { cmd } = Object(unpacked(bytesOfBase64(request.body))?.value) as { cmd?: string };
    if (cmd !== undefined && /^. cmd: /m.test(lines)) expect(lines, id).toContain(`cmd: "${cmd}"`);
  }
});

test('a request that sends a mail shows the mail', async () => {
  const scene = site.scenes.get('invite_new_user/mail-subject') as Scene;
  const { mails, status } = await (await openScene(scene)).answer(scene.request);
  expect(status).toBe(200);
  expect(mails.map(({ text }) => text).join()).toContain('/redirect/');
});

/** A script, with those that it imports before it runs. */
async function scriptsOf(name: string, read = new Set<string>()): Promise<string> {
  if (read.has(name)) return '';
  read.add(name);
  const text = await readFile(join(folder, name), 'utf8');
  const imported = [...text.matchAll(/(?:^|;)(?:import|export)[^;"]*"(\.[^"]+)"/g)].map(([, path = '']) =>
    join(dirname(name), path),
  );
  return (await Promise.all(imported.map((path) => scriptsOf(path, read)))).join('') + text;
}

test('the script of the live parts has at most 150 kB, nothing of Node, and evaluates no text', async () => {
  const script = await scriptsOf('live.js');
  expect(gzipSync(script).length).toBeLessThan(150_000);
  expect(script.match(/node:[a-z]+|\bBuffer\.from\b|new Function|\beval\(/g)).toBeNull();
});

test.each([
  ['{"a": }', 6],
  ['{"a": 1, "a": 2}', 9],
  ['{"a": {"$bin": "zz"}}', 6],
  ['[1, 2.5]', 4],
  ['{"a": 1', 7],
  ['{"a": 1} 2', 8],
  ["{'a': 1}", 1],
])('the error in %s is found at its place', (text, place) => {
  const read = () => readNotation(text, () => undefined);
  expect(read).toThrow(NotationError);
  try {
    read();
  } catch (error) {
    expect((error as NotationError).start).toBe(place);
  }
});

test('notation is read as JSON reads it', () => {
  const text =
    ' {"a": [1, -2, true, null, "x\\u00e9\\n"], "b": {}, "c": {"$uuid": "00112233445566778899aabbccddeeff"}} ';
  expect(readNotation(text, () => undefined)).toEqual(JSON.parse(text));
});

/** The names in a scene. */
async function namesIn(scene: Scene) {
  const state = await (await openScene(scene)).stateFor(scene.request);
  const organization = { devices: new Map(), users: new Map(), ...state } as unknown as Organization;
  const keys = nameKeys(scene, organization);
  return { keys, senders: sendersOf(scene, organization, keys) };
}

test('each recorded request is shown so that the same bytes can be sent', async () => {
  for (const [id, scene] of site.scenes) {
    const { keys, senders } = await namesIn(scene);
    for (const call of [scene.request, scene.valid ?? scene.request]) {
      const { method, target, body } = callOf(draftOf(call, keys, senders), call, keys, senders);
      expect({ method, target, body }, id).toEqual({
        method: call.method,
        target: call.target,
        body: call.body,
      });
    }
  }
});

test('each recorded request is answered as its card expects', async () => {
  for (const [id, scene] of site.scenes) {
    const answer = await (await openScene(scene)).answer(scene.request);
    expect(outcomeText(answer), id).toBe(recordedExamples[id]?.expected);
  }
});

test('each recorded request is answered over HTTP as in the page', async () => {
  for (const [id, scene] of site.scenes) {
    const { keys } = await namesIn(scene);
    const answer = await (await openScene(scene)).answer(scene.request);
    const text = `${answer.status} ${replyText(scene.request, answer, keys)}`;
    expect(await servedAnswer(scene, scene.request, keys), id).toBe(text);
  }
});

test('the card of a recorded request has it and its valid twin in bytes and as a command', async () => {
  for (const [id, { request, valid = request }] of site.scenes) {
    const text = await readFile(join(folder, 'r', id, 'index.html'), 'utf8');
    for (const call of [request, valid]) {
      expect(text, id).toContain(`<code>${hexOf(bytesOfBase64(call.body)) || 'none'}</code>`);
      expect(text, id).toContain(`<code>${escaped(curlOf(call))}</code>`);
    }
  }
});

/** Opens the live part of a requirement. */
async function openLive(browser: Browser, id: string, width?: number) {
  const opened = await openPage(browser, `${host.url}r/${id}/`, width === undefined ? {} : { width });
  await click(opened.page, 'details.live > summary');
  await opened.page.waitForSelector('details.live form');
  return opened;
}

/** Clicks what a selector finds, once it is there. A click of the driver would wait for a tab that draws frames. */
async function click(page: Page, query: string): Promise<void> {
  await page.waitForSelector(query);
  await page.$eval(query, (element) => (element as unknown as { click(): void }).click());
}

const press = async (
  page: Page,
  text: string,
  shows = '.result .verdict, .error:not(:empty)',
): Promise<void> => {
  await click(page, `::-p-xpath(//details//form//button[.="${text}"])`);
  await page.waitForSelector(shows);
};

const textOf = (page: Page, query: string): Promise<string> =>
  page.$eval(query, ({ textContent }) => textContent ?? '');

/** Sets a field of the draft as a person does. */
const edit = (page: Page, part: keyof Draft, text: string): Promise<void> =>
  page.$eval(
    `[id^=live-][id$=-${part}]`,
    (field, value) => {
      Object.assign(field, { value });
      field.dispatchEvent(new Event('input', { bubbles: true }));
    },
    text,
  );

const draftIn = async (page: Page): Promise<Draft> => {
  const value = (part: string) =>
    page.$eval(`[id^=live-][id$=-${part}]`, (field) => (field as unknown as { value: string }).value);
  return {
    head: await value('head'),
    body: await value('body'),
    sender: await value('sender'),
    clock: await value('clock'),
  };
};

/** What our server answers over HTTP, as behind `serve`: status and reply. */
async function servedAnswer(scene: Scene, call: Call, keys: Awaited<ReturnType<typeof namesIn>>['keys']) {
  // An event stream has no end.
  const isStream = call.headers.some(([, value]) => value === 'text/event-stream');
  const http = overHttp();
  try {
    const answer = await (await openScene(scene, {}, isStream ? undefined : http.reach)).answer(call);
    return `${answer.status} ${replyText(call, answer, keys)}`;
  } finally {
    await http.close();
  }
}

/** What our server answers to the bytes that the page has sent. */
async function answerTo(scene: Scene, draft: Draft, hex: string): Promise<string> {
  const { keys, senders } = await namesIn(scene);
  const call = {
    ...callOf(draft, scene.request, keys, senders),
    body: hex === 'none' ? '' : base64Of(bytesOfHex(hex)),
  };
  const enrolments = senders.find(({ name }) => name === draft.sender)?.before ?? [];
  return servedAnswer({ ...scene, before: [...scene.before, ...enrolments] }, call, keys);
}

/**
 * Changes a draft: the nth way of several. A certificate that a stranger signed cannot be changed, because
 * the page has no key to sign it again.
 */
async function change(page: Page, draft: Draft, example: number): Promise<void> {
  const nth = draft.body.includes('"by": "unknown"') ? 0 : example;
  if (nth % 4 === 0) await edit(page, 'clock', draft.clock.replace('2025', '2026'));
  if (nth % 4 === 1 && draft.sender !== '') await edit(page, 'sender', 'a stranger');
  if (nth % 4 === 2 && draft.sender !== '') await edit(page, 'sender', 'a revoked device');
  if (nth % 4 !== 0 && (nth % 4 === 3 || draft.sender === ''))
    await edit(
      page,
      'body',
      draft.body.replace(/(?<!"by": )"(STANDARD|ADMIN|OUTSIDER|alice|zack|carol)/, '"other'),
    );
}

/**
 * Pages whose checks wait for a server's clock, compress, hash or read the copies of a mail, and one with
 * many servers.
 */
const PAGES = [
  'account_create_send_validation_email/most-per-hour',
  'certificates/compressed',
  'events_listen/invitation-audience',
  'greeting/relays-without-reading',
  'invite_new_device/mail-to-author',
  'keys/root-key-is-a-point',
].map((id) => ruleAddress(id));

/** How many further pages the commit draws. `npm run site -- --check` runs all. */
const DRAWN = { chrome: 40, firefox: 5 };

for (const installed of browsers) {
  describe.skipIf(isMissing(installed))(`live parts in ${installed.name}`, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await startBrowser(installed);
    });
    afterAll(() => browser?.close());

    test('twenty examples, changed and sent, are answered as by a server over HTTP', async () => {
      for (const [nth, id] of drawByCommit([...site.scenes.keys()], 20).entries()) {
        const { page, trouble } = await openLive(browser, id);
        await change(page, await draftIn(page), nth);
        await press(page, 'Send');
        const status = /HTTP (\d+)/.exec(await textOf(page, '.verdict'))?.[1];
        const reply = await textOf(page, '.result pre');
        const draft = await draftIn(page);
        const hex = await textOf(page, 'details.live form details pre');
        expect(`${status} ${reply}`, id).toBe(await answerTo(site.scenes.get(id) as Scene, draft, hex));
        expect(trouble, id).toEqual([]);
        await page.close();
      }
    });

    test('without its guard, the request gets past the broken rule', async () => {
      const rules = [
        'user_create/author-is-admin',
        'organization_bootstrap/token-works-once',
      ] as RequirementId[];
      for (const id of rules) {
        const { page } = await openLive(browser, id);
        await press(page, 'Send');
        expect(await textOf(page, '.verdict')).toContain(`refused by ${id}`);
        expect(await textOf(page, '.judgement')).toMatch(
          /^Expected 200 (\w+), got 200 \1: the rule holds\.$/,
        );
        await press(page, 'Break this rule: without the guard');
        expect(await textOf(page, '.verdict')).not.toContain(id);
        expect(await textOf(page, '.judgement')).toMatch(/: the rule is broken\.$/);
        expect(await textOf(page, '.result')).toContain('A server that does not check this rule');
        expect(await textOf(page, '.guards .left-out')).toContain(id);
        await page.close();
      }
    });

    test('a request shows its certificates decoded, and its answer how the state changed', async () => {
      const { page } = await openLive(browser, 'user_create/author-is-admin');
      expect((await draftIn(page)).body).toMatch(/"user_certificate": \{\s+"\$signed"/);
      await press(page, 'Send');
      expect(await textOf(page, '.result')).toContain('The state did not change.');
      await press(page, 'Break this rule: without the guard');
      await page.waitForFunction(
        `document.querySelector('.result').textContent.includes('Changes of the state, by user_create')`,
      );
      await page.close();
    });

    test('buttons copy the request, its command and the text of a figure', async () => {
      const { page } = await openLive(browser, 'user_create/author-is-admin');
      await page.evaluate(`Object.defineProperty(navigator.clipboard, 'writeText', {
        value: async (text) => { globalThis.copied = text; } })`);
      const copied = async (button: string): Promise<unknown> => {
        await click(page, button);
        return page.evaluate('globalThis.copied');
      };
      const { head, body } = await draftIn(page);
      expect(await copied('.row > .copy')).toBe(`${head}\n\n${body}\n`);
      expect(await copied('.row > .copy + .copy')).toContain('curl -X POST');
      expect(await copied('h2 + figure.code .copy')).toBe(await textOf(page, 'h2 + figure.code code'));
      await page.close();
    });

    test('a request that no guard has judged is shown so', async () => {
      const { page } = await openLive(browser, 'user_create/author-is-admin');
      const { body } = await draftIn(page);
      await edit(page, 'body', body.replace('"user_create"', '"nonsense"'));
      await press(page, 'Send');
      expect(await textOf(page, '.guards')).toContain('Refused before the first guard');
      await page.close();
    });

    test('a rule without a guard is broken by its mutants', async () => {
      const { page, trouble } = await openLive(browser, 'user_create/refused-leaves-no-trace');
      await press(page, 'Break this rule by mutants …', 'form');
      await press(page, 'Break this rule: mutant told');
      expect(await textOf(page, '.verdict')).toContain('Broken, mutant told');
      expect(trouble).toEqual([]);
      await page.close();
    });

    test('checks in a page accept the right server and notice each broken one', async () => {
      const drawn = drawByCommit(judgedPages(site), DRAWN[installed.name]);
      const { problems, red } = await checkLive(browser, host.url, [...new Set([...PAGES, ...drawn])]);
      expect(problems).toEqual([]);
      expect(red).toBeGreaterThan(PAGES.length);
    });

    test('a check that accuses the right server is found, and a broken server that none notices', async () => {
      const card = await readFile(join(folder, 'r', 'user_create', 'author-is-admin', 'index.html'), 'utf8');
      const inert = card.replaceAll(
        'data-requirement="user_create/author-is-admin"',
        'data-requirement="user_create/email-free"',
      );
      await mkdir(join(folder, 'r', 'user_create', 'inert'));
      await writeFile(join(folder, 'r', 'user_create', 'inert', 'index.html'), inert);
      const { problems } = await checkLive(browser, host.url, ['r/user_create/inert']);
      expect(problems[0]).toBe('/r/user_create/inert: no check notices the server without the guard');
      await rm(join(folder, 'r', 'user_create', 'inert'), { recursive: true });
    });

    test('a page whose sentences contain "cannot" is read only when all its checks have run', async () => {
      const { page } = await openPage(browser, `${host.url}r/invite_new_user/server-unavailable-is-told/`);
      const [, ...broken] = await runChecks(page);
      expect(broken.map(({ name }) => name)).toEqual(['mutant success', 'mutant refused']);
      await page.close();
    });

    test('results of checks say what was expected and whether the rule holds', async () => {
      const { page, trouble } = await openPage(browser, `${host.url}r/user_create/author-is-admin/`, {
        width: 360,
      });
      const [right, without] = await runChecks(page);
      for (const { text } of right?.results ?? []) expect(text).toMatch(/: the rule holds$/);
      const red = without?.results.map(({ text }) => text).join('\n');
      expect(red).toMatch(/expected author_not_allowed, got ok: the rule is broken/);
      expect(await textOf(page, '.servers > :nth-child(2) p')).toMatch(
        /^A server that does not check this rule: it does not answer author_not_allowed/,
      );
      expect(await violations(page)).toEqual([]);
      expect(await isWide(page)).toBe(false);
      expect(trouble).toEqual([]);
      await page.close();
    });

    test('invalid notation is marked at its place, and nothing is sent', async () => {
      const { page } = await openLive(browser, 'user_create/author-is-admin');
      const { body } = await draftIn(page);
      await edit(page, 'body', body.replace('"profile": "STANDARD"', '"profile": STANDARD'));
      await press(page, 'Send');
      expect(await textOf(page, '.error')).toMatch(/^Line 16, column 20: no value begins here/);
      expect(await page.$eval('[id^=live-][id$=-body]', (field) => field.getAttribute('aria-invalid'))).toBe(
        'true',
      );
      expect(await page.$('.verdict')).toBeNull();
      await page.close();
    });

    test.each(installed.name === 'chrome' ? [1280, 390] : [390])(
      'open live parts pass axe at %s px',
      async (width) => {
        for (const id of ['user_create/author-is-admin', 'organization_create/limit-not-negative']) {
          const { page, trouble } = await openLive(browser, id, width);
          await press(page, 'Send');
          expect(await violations(page), id).toEqual([]);
          await edit(page, 'clock', 'noon');
          await press(page, 'Send');
          expect(await violations(page), id).toEqual([]);
          expect(await isWide(page), id).toBe(false);
          expect(trouble).toEqual([]);
          await page.close();
        }
      },
    );

    test.each([
      ['live.js', 'Map.groupBy'],
      ['live.js', 'Promise.withResolvers'],
      ['live.js', 'crypto.getRandomValues'],
      ['judge.js', 'WebAssembly.instantiate'],
    ])('%s: a browser without %s is told so in the place of the part', async (module, feature) => {
      const [, owner = '', name = ''] = /(.*)\.(.*)/.exec(feature) ?? [];
      const page = await browser.newPage();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.evaluateOnNewDocument(
        `Object.defineProperty(${owner}, '${name}', { value: undefined, configurable: true })`,
      );
      await page.goto(`${host.url}r/user_create/author-is-admin/`);
      const part = `details.live[data-module="${module}"]`;
      await click(page, `${part} > summary`);
      await page.waitForFunction(
        `document.querySelector('${part} p').textContent.endsWith('This one lacks ${feature}.')`,
      );
      expect(asked.filter((url) => url.endsWith(module))).toEqual([]);
      expect(await violations(page)).toEqual([]);
      await page.close();
    });

    test('a page from the disk says that it needs http', async () => {
      const file = join(folder, 'r', 'user_create', 'author-is-admin', 'index.html');
      const { page } = await openPage(browser, pathToFileURL(file).href);
      await click(page, 'details.live > summary');
      await page.waitForFunction(
        `document.querySelector('details.live p').textContent.includes('needs http')`,
      );
      await page.close();
    });
  });
}
