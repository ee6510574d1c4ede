import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { requirements } from '@parsec-spec/spec/requirements';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { browsers, isMissing, openPage, startBrowser } from '../src/check/browsers.ts';
import { type Host, startHost } from '../src/check/host.ts';
import { checkLinks } from '../src/check/links.ts';
import { checkPages, pagesFor, views } from '../src/check/pages.ts';
import type { Page } from '../src/generator/layout.ts';
import { render } from '../src/generator/markdown.ts';
import { BrokenText } from '../src/generator/sources.ts';
import { main } from '../src/main.ts';
import type { Site } from '../src/make-pages.ts';
import { writeSite } from '../src/write-site.ts';

let folder = '';
let site: Site;
let host: Host;
let url = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-site-'));
  const connect = vi.spyOn(Socket.prototype, 'connect');
  site = await writeSite(folder);
  expect(connect, 'the site is written without a network').not.toHaveBeenCalled();
  connect.mockRestore();
  host = await startHost(folder);
  url = host.url;
});
afterAll(async () => {
  host?.close();
  await rm(folder, { recursive: true, force: true });
});

test('every link leads to a page or a heading of the site, and no page has an id twice', async () => {
  expect(await checkLinks(folder, site)).toEqual([]);
});

test('an id that a page has twice, a link to nothing, to a missing heading or to a script of another host is found', async () => {
  const file = join(folder, 'search', 'index.html');
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    `${text}<a id="words" href="../nowhere/index.html"></a><a href="../r/index.html#no"></a><script src="https://a.example/x.js">`,
  );
  expect(await checkLinks(folder, site)).toEqual([
    'search/index.html: two elements have the id words',
    'search/index.html: no page nowhere/index.html',
    'search/index.html: no heading #no in r/index.html',
    'search/index.html: asks another host for https://a.example/x.js',
  ]);
  await writeFile(file, text);
});

test('every requirement and row has a page, which states it', async () => {
  for (const { id, row, supersededBy } of requirements) {
    const text = await readFile(join(folder, 'r', id, 'index.html'), 'utf8');
    expect(text).toContain(`<h1><code>${id}</code></h1>`);
    if (supersededBy !== undefined) {
      const [, address = ''] = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(text) ?? [];
      expect(join('/r', id, address)).toBe(`/r/${supersededBy}/index.html`);
    }
    expect(await readFile(join(folder, 'r', row, 'index.html'), 'utf8')).toContain(id);
  }
});

test('rules are listed with their rows, and superseded ones apart, with their successors', async () => {
  const read = (address: string) => readFile(join(folder, address, 'index.html'), 'utf8');
  const all = await read('r');
  const folded = [...all.matchAll(/<details><summary>Superseded rules.*?<\/details>/g)].join();
  for (const { id, row, supersededBy } of requirements) {
    const line = new RegExp(`<li><a href="${id}/index\\.html">.*?<a href="${row}/index\\.html">.*?</li>`);
    expect(all, id).toMatch(line);
    expect(folded.includes(`<li><a href="${id}/`), id).toBe(supersededBy !== undefined);
    if (supersededBy === undefined) continue;
    expect(line.exec(all)?.[0]).toContain(`superseded by <a href="${supersededBy}/index.html">`);
    expect(await read(`r/${row}`)).toContain(`<li><a href="../${supersededBy}/index.html">`);
  }
  const [, current] = /: (\d+) in force/.exec(all) ?? [];
  expect(await read('docs/COVERAGE')).toContain(`the ${current} requirements and `);
});

test('rows are linked in chapters, commands and the table of coverage', async () => {
  for (const address of ['protocol/keys', 'commands/user_create', 'docs/COVERAGE'])
    expect(await readFile(join(folder, address, 'index.html'), 'utf8')).toMatch(
      /<a href="\.\.\/\.\.\/r\/(KEYS|USER)-01\/index\.html">\1-01<\/a>/,
    );
});

test('an example has a link to how examples are read, and no other text has one', async () => {
  const link = '#how-an-example-is-written">How to read examples</a>';
  expect(await readFile(join(folder, 'protocol', 'greeting', 'index.html'), 'utf8')).toContain(link);
  expect(await readFile(join(folder, 'docs', 'image-contract', 'index.html'), 'utf8')).not.toContain(link);
});

test('a guide shows the comment of an example as it is written', async () => {
  const text = await readFile(join(folder, 'docs', 'add-a-field', 'index.html'), 'utf8');
  expect(text).toContain('&lt;!-- example: given=enrolled --&gt;');
});

test('requirements are linked in the tables of coverage and misbehaviours, with a line for each', async () => {
  const read = (name: string) => readFile(join(folder, 'docs', name, 'index.html'), 'utf8');
  const linked = (id: string) => `<a href="../../r/${id}/index.html"><code>${id}</code></a>`;
  expect(await read('COVERAGE')).toContain(linked('organization_bootstrap/token-works-once'));
  expect(await read('MISBEHAVIOURS')).toMatch(
    new RegExp(`${linked('client-transport/survives-unknown-status')} \\(.*?\\)<br>`),
  );
});

test.each([
  ['/r/user_create/no', '/'],
  ['/docs/r/user_create/no/', '/docs/'],
  ['/parsec/user_create/author-is-admin/', '/parsec/'],
  ['/parsec/api/spec/certificates/no', '/parsec/'],
  ['/parsec/no', '/parsec/'],
])('at the unknown address %s, the site begins at %s', (pathname, start) => {
  const base = { href: '' };
  const script = site.pages.find(({ address }) => address === '404')?.script ?? '';
  runInNewContext(script, {
    location: { pathname },
    document: { createElement: () => base, querySelector: () => null, head: { prepend: () => {} } },
  });
  expect(base.href).toBe(`${start}404/`);
});

test('the schema of a type links to the types that it uses', async () => {
  const text = await readFile(join(folder, 'types', 'device-file-password', 'index.html'), 'utf8');
  expect(text).toContain('&quot;<a href="../date-time/index.html">date-time.json</a>&quot;');
});

test('a card shows the answers of parsec-cloud and the names of mutants', async () => {
  const read = (...id: string[]) => readFile(join(folder, 'r', ...id, 'index.html'), 'utf8');
  expect(await read('greeting', 'step-5-is-5')).toContain('keeps the rule: invite_claimer_step → 200 ok');
  const revoked = await read('authentication', 'revoked-is-461');
  expect(revoked).toContain('keeps the rule: broken → 461');
  expect(revoked).toContain('(mutants)</dt><dd><code>invite_greeter_step, conformance/');
});

test('a card has the request with its mistake, the source, the mutants and the vectors of its rule', async () => {
  const text = await readFile(join(folder, 'r', 'user_create', 'email-free', 'index.html'), 'utf8');
  expect(text).toMatch(/; the mistake is marked<\/figcaption>\s*<pre tabindex="0"><code>[\s\S]*?<mark>/);
  expect(text).toContain('<dt>The valid request</dt>');
  expect(text).toContain('<a href="../../../commands/user_create/index.html#email-free">user_create</a>');
  expect(text).toContain('<dt>The server refuses here</dt><dd><code>spec/commands/');
  expect(text).toContain('(mutants)</dt><dd><code>conformance/');
  expect(text).toContain('<dt>Test vectors</dt><dd><code>fixtures/messages/user_create.json</code>');
});

test('the first page has a picture, three things to do, the version, and the rules that implementations keep', async () => {
  const text = await readFile(join(folder, 'index.html'), 'utf8');
  const start = text.slice(0, text.indexOf('<h2 id="where-to-begin">'));
  expect(start).toMatch(/<svg[\s\S]*newcomer[\s\S]*operator[\s\S]*<\/svg>/);
  expect(start.match(/<li><strong>\w+<\/strong>/g)).toHaveLength(3);
  expect(start).toMatch(/Version \d+\.\d+\.\d+ of this specification describes revision 5\.6/);
  const [, all = ''] = /<tr><td>all<\/td>(.*?)<\/tr>/.exec(start) ?? [];
  const counts = [...all.matchAll(/(\d+) of (\d+)/g)].map(([, kept, tried]) => [Number(kept), Number(tried)]);
  expect(counts).toHaveLength(3);
  const [cloud = [], ...references] = counts;
  expect(cloud[0]).toBeLessThan(cloud[1] ?? 0);
  expect(references.filter(([kept, tried]) => kept !== tried)).toEqual([]);
});

test('every requirement is two clicks away from the first page', async () => {
  const linksOf = async (address: string): Promise<readonly string[]> => {
    const text = await readFile(join(folder, address, 'index.html'), 'utf8');
    const paths = [...text.matchAll(/<a [^>]*href="([^"#:]*)index\.html/g)].map(([, path = '']) => path);
    return [...new Set(paths.map((path) => join('/', address, path).replace(/^\/|\/$/g, '')))];
  };
  const [first, reached] = [await linksOf(''), new Set<string>()];
  for (const address of first) for (const next of await linksOf(address)) reached.add(next);
  expect(first).toContain('r');
  expect(requirements.filter(({ id }) => !reached.has(`r/${id}`)).map(({ id }) => id)).toEqual([]);
});

test('the content security policy of a page allows files of the site, its inline script by hash, and no evaluated text', async () => {
  for (const { address, isLive = false, script } of site.pages) {
    const text = await readFile(join(folder, address, 'index.html'), 'utf8');
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(text) ?? [];
    const inline = [...text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, code = '']) => code);
    expect(inline, address).toEqual(script === undefined ? [] : [script]);
    const hashes = inline.map((code) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`);
    expect(policy.split('; '), address).toEqual([
      "default-src 'none'",
      "style-src 'self' file:",
      ["script-src 'self' file:", ...hashes, ...(isLive ? ["'wasm-unsafe-eval'"] : [])].join(' '),
      "img-src 'self' data:",
      "connect-src 'self'",
      script === undefined ? "base-uri 'none'" : "base-uri 'self' file:",
      "form-action 'self' file:",
    ]);
    expect(text.match(/<[^>]* (?:style|on[a-z]+)="/g), address).toBeNull();
  }
});

test('the page of a module describes each of its exports', async () => {
  const modules = {
    'reference-client/journeys': await import('@parsec-spec/reference-client/journeys'),
    'reference-server/core': await import('@parsec-spec/reference-server/core'),
    'spec/codec': await import('@parsec-spec/spec/codec'),
  };
  for (const [name, module] of Object.entries(modules)) {
    const text = await readFile(join(folder, 'api', name, 'index.html'), 'utf8');
    for (const exported of Object.keys(module)) expect(text, name).toMatch(`<code>${exported}</code>`);
  }
});

test('each rule can be sent, or its page says where it is checked and how that ended', async () => {
  const texts = await Promise.all(
    requirements
      .filter(({ testable, supersededBy }) => testable && supersededBy === undefined)
      .map(async ({ id }) => [id, await readFile(join(folder, 'r', id, 'index.html'), 'utf8')] as const),
  );
  const silent = texts.filter(
    ([, text]) => !/data-module="live\.js"|>in this page<|recorded: |recorded on the reference/.test(text),
  );
  expect(silent.map(([id]) => id)).toEqual([]);
});

test('a link to a missing file is refused with its line, one without a page shows the path, and a row is linked', () => {
  const source = { file: 'docs/x.md', address: 'docs/x', group: 'Guides' };
  const markdown = '# X\n\nSee [this](missing.md).\n';
  expect(() => render({ ...source, markdown }, new Map())).toThrow(BrokenText);
  expect(() => render({ ...source, markdown }, new Map())).toThrow('docs/x.md:3: ');
  expect(() => render({ ...source, markdown: 'no heading' }, new Map())).toThrow('docs/x.md:1: ');
  const readable = '# X\n\n[BOOT-09](../README.md), BOOT-09, BOOT-99 & `BOOT-09`, [docs/host.md](host.md)\n';
  expect(render({ ...source, markdown: readable }, new Map()).body).toContain(
    '<p>BOOT-09 (<code>README.md</code>), <a href="/r/BOOT-09/">BOOT-09</a>, BOOT-99 &amp; <code>BOOT-09</code>, <code>docs/host.md</code></p>',
  );
});

test('wrong usage and a folder with other files have exit code 2, and nothing is deleted', async () => {
  expect(await main(['--nonsense'])).toBe(2);
  const other = await mkdtemp(join(tmpdir(), 'parsec-spec-other-'));
  await writeFile(join(other, 'letter.txt'), 'mine');
  expect(await main(['--out', other])).toBe(2);
  expect(await readFile(join(other, 'letter.txt'), 'utf8')).toBe('mine');
  await rm(other, { recursive: true });
});

for (const installed of browsers) {
  const missing = isMissing(installed);
  describe.skipIf(missing)(`the site in ${installed.name}`, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await startBrowser(installed);
    });
    afterAll(() => browser?.close());

    test.each(views[installed.name])('pages pass axe at $width px, $scheme', async (view) => {
      expect(await checkPages(browser, url, pagesFor(installed.name, site), view)).toEqual([]);
    });

    test('a page that is too wide, has a picture without a text or logs something is found', async () => {
      const broken = join(folder, 'broken');
      await mkdir(broken);
      await writeFile(
        join(broken, 'index.html'),
        `<!doctype html><html lang="en"><title>Broken</title><link rel="icon" href="data:,"><main><h1>Broken</h1>
<p style="width: 3000px">Wide.</p><img src="data:,"></main><script>console.log('said')</script></html>`,
      );
      const problems = await checkPages(browser, url, ['broken'], views.firefox[0]!);
      expect(problems.map((problem) => problem.replace(/<.*/, ''))).toEqual([
        '/broken at 390 px, light: image-alt ',
        '/broken at 390 px, light: said',
        '/broken at 390 px, light: it is wider',
      ]);
      await rm(broken, { recursive: true });
    });

    test('a page refuses inline scripts, other hosts and pictures of theirs', async () => {
      const { page } = await openPage(browser, `${url}r/organization_bootstrap/token-works-once/`);
      const refused = await page.evaluate(`new Promise((resolve) => {
        const refused = [];
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
          refused.push(effectiveDirective + ' ' + blockedURI);
          if (refused.length === 4) resolve(refused.sort());
        });
        const script = (fields) => document.body.append(Object.assign(document.createElement('script'), fields));
        script({ textContent: 'globalThis.hasRun = true' });
        script({ src: 'https://a.example/x.js' });
        new Image().src = 'https://a.example/x.png';
        fetch('https://a.example/').catch(() => {});
      })`);
      expect(refused).toEqual([
        'connect-src https://a.example/',
        'img-src https://a.example/x.png',
        'script-src-elem https://a.example/x.js',
        'script-src-elem inline',
      ]);
      expect(await page.evaluate('globalThis.hasRun')).toBeUndefined();
      await page.close();
    });

    test('the page of a superseded id forwards to its successor, also from the disk', async () => {
      const { address, forward } = site.pages.find((page) => page.forward !== undefined) as Page;
      for (const start of [`${url}${address}/`, pathToFileURL(join(folder, address, 'index.html')).href]) {
        const { page, trouble } = await openPage(browser, start);
        await expect.poll(() => page.url()).toContain(`/${forward}/`);
        expect(trouble).toEqual([]);
        await page.close();
      }
    });

    test('search finds a requirement by words and by its id, also from the disk', async () => {
      for (const start of [`${url}search/`, pathToFileURL(join(folder, 'search', 'index.html')).href]) {
        const { page, trouble } = await openPage(browser, start);
        const look = async (words: string): Promise<void> => {
          await page.$eval('#words', (input) => {
            (input as unknown as { value: string }).value = '';
          });
          await page.type('#words', words);
        };
        for (const words of ['same request that succeeded is sent again', 'token-works-once']) {
          await look(words);
          const links = await page.$$eval('#hits a', (all) => all.map(({ textContent }) => textContent));
          expect(links).toContain('organization_bootstrap/token-works-once');
        }
        // The passage is a whole section.
        await look('why two codes');
        const excerpt = await page.$eval('#hits p', ({ textContent }) => textContent ?? '');
        expect(excerpt).toMatch(/^The server passes every message on.* …$/);
        expect(excerpt.length).toBeLessThan(310);
        const marked = await page.$$eval('#hits mark', (all) => all.map(({ textContent }) => textContent));
        expect(marked).toContain('codes');
        // The words are in the address, which another person can open.
        await expect.poll(() => page.url()).toMatch(/\?q=why\+two\+codes$/);
        await page.reload();
        expect(await page.$eval('#hits p', ({ textContent }) => textContent)).toBe(excerpt);
        await page.click('#hits a');
        await expect.poll(() => page.url()).not.toContain('/search/');
        // Each page has the field.
        await page.type('#words', 'replay?');
        await page.keyboard.press('Enter');
        await expect.poll(() => page.url()).toContain('?q=replay');
        await page.waitForSelector('#hits a[href*="replay-of-a-request"]');
        expect(trouble).toEqual([]);
        await page.close();
      }
    });

    test.each([
      ['with broken escapes', '?q=%ff', false],
      ['with two queries', '?q=%&q=x#%ff', false],
      ['of 2,000 letters', `?q=${'a b '.repeat(500)}`, true],
    ])('search answers for an address %s', async (_, address, isCut) => {
      const { page, trouble } = await openPage(browser, `${url}search/${address}`);
      await page.waitForFunction(`document.getElementById('count').textContent !== ''`);
      const said = await page.$eval('#count', ({ textContent }) => textContent);
      expect(said?.startsWith('Only the first 200 characters are searched. ')).toBe(isCut);
      expect(trouble).toEqual([]);
      await page.close();
    });

    test('search shows each requirement for its id', async () => {
      const { page } = await openPage(browser, `${url}search/`);
      const ids = requirements.map(({ id }) => id);
      const unseen = await page.evaluate(`${JSON.stringify(ids)}.filter((id) =>
        !search(id).slice(0, SHOWN).some(({ title }) => title === id))`);
      expect(unseen).toEqual([]);
      await page.close();
    });

    test('a journey is followed by buttons, arrow keys and the address of a step, also from the disk', async () => {
      for (const start of [
        `${url}journeys/greeting/`,
        pathToFileURL(join(folder, 'journeys', 'greeting', 'index.html')).href,
      ]) {
        const { page, trouble } = await openPage(browser, `${start}#step-13`);
        const shown = () => page.$$eval('.step:not([hidden])', (all) => all.map(({ id }) => id));
        const marked = () =>
          page.$$eval('.diagram [aria-current]', (all) => all.map((row) => row.getAttribute('href')));
        expect(await shown()).toEqual(['step-13']);
        await page.click('.walk button:last-child');
        await expect.poll(shown).toEqual(['step-14']);
        await page.keyboard.press('ArrowLeft');
        await page.keyboard.press('ArrowLeft');
        await expect.poll(shown).toEqual(['step-12']);
        expect([...new Set(await marked())]).toEqual(['#step-12']);
        expect(page.url()).toContain('#step-12');
        expect(trouble).toEqual([]);
        await page.close();
      }
    });

    test('an unknown address is answered with similar ids', async () => {
      const { page } = await openPage(browser, `${url}r/organization_bootstrap/token-works-twice/`);
      const links = await page.$$eval('#hits a', (all) => all.map(({ textContent }) => textContent));
      expect(links).toContain('organization_bootstrap/token-works-once');
      await page.click('#hits a');
      await page.waitForSelector('.rule');
      await page.close();
    });
  });
}

// Firefox cannot turn scripts off by this driver.
describe.skipIf(isMissing(browsers[0]))('the site without scripts', () => {
  test('a text is read', async () => {
    const browser = await startBrowser(browsers[0]);
    const page = await browser.newPage();
    await page.setJavaScriptEnabled(false);
    const textAt = async (id: string): Promise<string | null> => {
      await page.goto(`${url}r/${id}/`);
      return page.$eval('main', ({ textContent }) => textContent);
    };
    expect(await textAt('organization_bootstrap/token-works-once')).toContain(
      'MUST answer organization_already_bootstrapped',
    );
    await page.goto(`${url}journeys/greeting/`);
    const heights = await page.$$eval('.step', (all) => all.map((step) => step.clientHeight));
    expect(heights.length).toBeGreaterThan(20);
    expect(Math.min(...heights)).toBeGreaterThan(0);
    await page.emulateMediaType('print');
    const hidden = await page.$$eval('.step pre', (all) =>
      all.map(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight),
    );
    expect(Math.max(...hidden)).toBe(0);
    await browser.close();
  });
});
