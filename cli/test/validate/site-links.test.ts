import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { siteForReport } from '../../src/main/site-address.ts';
import { callCli } from '../support/call-cli.ts';

const SITE = 'https://parsec.example.org/spec';
const ID = 'organization_bootstrap/token-works-once';
let folder: string;
let site: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parsec-spec-links-'));
  site = join(folder, 'a site');
  for (const file of ['r/index.html', 'search/passages.js', `r/${ID}/index.html`]) {
    await mkdir(dirname(join(site, file)), { recursive: true });
    await writeFile(join(site, file), '');
  }
});
afterAll(() => rm(folder, { recursive: true }));

const read = (path: string) => readFile(path, 'utf8');

/** The page of a report, with what its script unpacks. */
const readPage = async (path: string) =>
  (await read(path)).replace(/<script type="text\/plain">([^<]*)/g, (_, text: string) =>
    inflateRawSync(Buffer.from(text, 'base64')).toString(),
  );

test('validate --site: reports link to the pages of requirements, stdout and JSON too', async () => {
  const [html, ndjson] = ['a/index.html', 'a/events.ndjson'].map((name) => join(folder, name)) as [
    string,
    string,
  ];
  const { code, stdout, stderr } = await callCli([
    ...['validate', 'memory:reference', '--only', 'BOOT-09', '--site', SITE, '--output', 'json'],
    ...['--report', `html=${html}`, '--report', `ndjson=${ndjson}`],
  ]);
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ site: `${SITE}/` });
  expect(await readPage(html)).toContain(`href="${SITE}/r/${ID}/"`);
  expect(JSON.parse((await read(ndjson)).split('\n')[0] ?? '')).toMatchObject({ site: `${SITE}/` });
});

test('validate --site FOLDER: a report links to the folder from where it is', async () => {
  const html = join(folder, 'reports', 'new', 'index.html');
  const args = ['validate', 'memory:reference', '--only', 'BOOT-09', '--report', `html=${html}`];
  const { code, stderr } = await callCli([...args, '--site', site]);
  expect(code, stderr).toBe(0);
  const links = [...(await readPage(html)).matchAll(/href="([^"]*\/r\/[^"]+)"/g)].map(
    ([, link = '']) => link,
  );
  expect(links).toContain(`../../a%20site/r/${ID}/index.html`);
  const files = links.map((link) => fileURLToPath(new URL(link, pathToFileURL(html))));
  expect(files).toContain(join(site, 'r', ID, 'index.html'));
});

test('a report in the folder of a website links to it; another report has no links', () => {
  expect(siteForReport(undefined, join(site, 'report.html'))).toBe('./');
  expect(siteForReport(undefined, join(site, 'runs', '1', 'report.html'))).toBe('../../');
  expect(siteForReport(undefined, join(folder, 'report.html'))).toBeUndefined();
  expect(siteForReport(`${SITE}/`, join(site, 'report.html'))).toBe(`${SITE}/`);
});

test('explain --site: the address of the page in text, in full and as JSON', async () => {
  const page = `${SITE}/r/${ID}/`;
  const own = ['explain', ID, '--site', SITE];
  expect((await callCli(own)).stdout).toContain(`\n${page}\n`);
  expect((await callCli([...own, '--full'])).stdout).toContain(`\n  ${page}\n`);
  expect((await callCli(['explain', 'organization_bootstrap', '--site', SITE])).stdout).toContain(
    `\n  ${page}\n`,
  );
  expect(JSON.parse((await callCli([...own, '--output', 'json'])).stdout)).toMatchObject({
    explanations: [{ page }],
  });
  const { href } = pathToFileURL(join(resolve(site), 'r', ID, 'index.html'));
  expect((await callCli(['explain', ID, '--site', site])).stdout).toContain(`\n${href}\n`);
  expect((await callCli(['explain', ID])).stdout).not.toContain('/r/');
});

test.each([
  ['nowhere', /--site "nowhere" is neither a URL nor the folder of a site/],
  ['ftp://parsec.example.org', /--site is not a URL of http or https/],
  ['https://', /--site is not a URL of http or https/],
  ['https://me:s3cr3t@parsec.example.org', /--site has a user, a password, a query or a fragment/],
  ['https://parsec.example.org/?token=s3cr3t', /--site has a user, a password, a query or a fragment/],
])('--site %s is refused before the run, without repeating a secret', async (text, message) => {
  const { code, stdout, stderr } = await callCli(['explain', ID, '--site', text]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('s3cr3t');
});
