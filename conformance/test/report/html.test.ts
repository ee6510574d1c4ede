import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { htmlReport } from '../../src/report/html/page.ts';
import { words } from '../../src/report/outcome-words.ts';
import { outcomes } from '../../src/runner/run-events.ts';
import { chromiumPath, startBrowser } from '../support/report/browser.ts';
import { sampleLog } from '../support/report/sample-log.ts';

// In CI, a missing browser is an error instead of a skip.
const required = process.env.CI === 'true';
if (chromiumPath === undefined && !required) {
  console.warn(
    'the HTML report was not tested, because Chromium is missing: apt-get install chromium, or set CHROMIUM_PATH',
  );
}

describe.skipIf(chromiumPath === undefined && !required)('the HTML report in Chromium', () => {
  let browser: Browser;
  let folder: string;
  let url: string;

  beforeAll(async () => {
    expect(chromiumPath, 'Chromium is required in CI').toBeDefined();
    folder = await mkdtemp(join(tmpdir(), 'parsec-spec-report-'));
    const file = join(folder, 'index.html');
    await writeFile(file, htmlReport((await sampleLog()).log));
    url = pathToFileURL(file).href;
    browser = await startBrowser(chromiumPath ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<{ readonly page: Page; readonly trouble: readonly string[] }> {
    const page = await (await browser.newContext(options)).newPage();
    const trouble: string[] = [];
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) trouble.push(request.url());
    });
    page.on('pageerror', (error) => trouble.push(error.message));
    page.on('console', (message) => trouble.push(message.text()));
    await page.goto(url);
    return { page, trouble };
  }

  test.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 360, height: 740 }, isMobile: true }],
  ] as const)(
    '%s: passes axe with everything opened, sends no request, does not scroll sideways',
    async (_, options) => {
      const { page, trouble } = await open(options);
      const openAll = 'for (const each of document.querySelectorAll("details")) each.open = true';
      await page.evaluate(openAll);
      await expect.poll(() => page.locator('.packed > script').count()).toBe(0);
      await expect.poll(() => page.locator('.check').count()).toBe(11);
      // Unpacked checks open too, and then their exchanges.
      await page.evaluate(openAll);
      await expect.poll(() => page.locator('.lazy > script').count()).toBe(0);
      await page.evaluate(openAll);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(trouble).toEqual([]);
      await page.context().close();
    },
  );

  test('shows the verdict, every outcome, and text from the target as text only', async () => {
    const { page } = await open();
    await page.locator('.packed').evaluateAll('(all) => { for (const each of all) each.open = true; }');
    await expect.poll(() => page.locator('.check').count()).toBe(11);
    expect(await page.locator('.verdict strong').textContent()).toBe('fail');
    for (const outcome of outcomes)
      expect(await page.locator(`.check[data-outcome=${outcome}]`).count(), outcome).toBeGreaterThan(0);
    expect(await page.title()).toMatch(/^parsec-spec: fail on http/);
    await page.context().close();
  });

  test.each([
    ['a screen', { width: 1440, height: 900 }],
    ['a phone', { width: 390, height: 844 }],
  ])(
    'the first cause is on the first page of %s, with its rule and what came instead',
    async (_, viewport) => {
      const { page } = await open({ viewport });
      const first = page.locator('.causes > li').first();
      for (const part of [first.locator('strong').first(), first.locator('dd.fail')]) {
        const box = await part.boundingBox();
        expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThan(viewport.height);
      }
      expect(await first.locator('strong').first().textContent()).toMatch(/^(MUST|SHOULD) /);
      await page.context().close();
    },
  );

  test('the page of a selection says so instead of a plain pass, and prints it', async () => {
    const { log } = await sampleLog();
    if (log.finished === undefined) expect.unreachable();
    const selection = { complete: false, patterns: ['BOOT', '!BOOT-11'] };
    const passed = {
      ...{
        started: { ...log.started, selection },
        checks: log.checks.filter(({ outcome }) => outcome === 'pass'),
      },
      finished: { ...log.finished, verdict: 'pass' as const, causes: [] },
    };
    const file = join(folder, 'selection.html');
    await writeFile(file, htmlReport(passed));
    const { page, trouble } = await open({ colorScheme: 'dark' });
    await page.goto(pathToFileURL(file).href);
    const verdict = page.locator('.verdict strong');
    expect(await verdict.textContent()).toBe('pass of a selection');
    expect(await page.title()).toContain('pass of a selection');
    const colourOf = (selector: string) =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).color`);
    expect(await colourOf('.verdict strong')).not.toBe(await colourOf('b.pass'));
    expect(await page.locator('.selection').textContent()).toBe(
      'Only a selection of the checks was run: --only BOOT --except BOOT-11',
    );
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.locator('.selection').isVisible()).toBe(true);
    expect(await page.locator('.filter').isVisible()).toBe(false);
    expect(trouble).toEqual([]);
  });

  test('a key names the colour of each outcome, and paper shows every cause', async () => {
    const { page } = await open();
    const { log } = await sampleLog();
    const seen = new Set(log.checks.map(({ outcome }) => outcome));
    const names = outcomes.filter((outcome) => seen.has(outcome)).map((outcome) => words[outcome]);
    expect(await page.locator('.key li').allTextContents()).toEqual(names);
    expect(await page.locator('.key').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.copy').first().isVisible()).toBe(false);
    for (const cause of await page.locator('.causes li').all()) expect(await cause.isVisible()).toBe(true);
  });

  test('filters by outcome and by text', async () => {
    const { page } = await open();
    const shown = page.locator('output');
    expect(await shown.textContent()).toBe('11 checks');
    await page.getByRole('checkbox', { name: /✗ fail/ }).uncheck();
    await expect.poll(() => shown.textContent()).toBe('9 of 11 checks shown');
    await page.getByRole('searchbox').fill('author-is-root');
    await expect.poll(() => shown.textContent()).toBe('1 of 11 checks shown');
    expect(await page.locator('.check:visible').getAttribute('data-outcome')).toBe('warning');
    await page.getByRole('searchbox').fill('no such words');
    await expect.poll(() => page.locator('section:visible').count()).toBe(0);
    await page.context().close();
  });

  test('the first check of each cause is open, and keys lead from failure to failure', async () => {
    const { page } = await open();
    expect(await page.locator('.causes > li').count()).toBeGreaterThan(1);
    const first = page.locator('details.check[data-outcome=fail]').first();
    expect(await first.locator('> div').textContent()).toContain('HTTP 404');
    await page.keyboard.press('n');
    const focused = () => page.evaluate('document.activeElement.parentElement.id');
    await expect.poll(focused).toMatch(/^organization_bootstrap/);
    const one = await focused();
    await page.keyboard.press('n');
    await expect.poll(focused).not.toBe(one);
    await page.keyboard.press('p');
    await expect.poll(focused).toBe(one);
    await page.context().close();
  });

  test('a link to a finding opens its check, also one that the filter hides', async () => {
    const { page } = await open();
    const check = page.locator('details.check[data-outcome=warning]');
    expect(await check.getAttribute('open')).toBeNull();
    await page.getByRole('searchbox').fill('no such words');
    await page.locator('.findings a', { hasText: 'author-is-root' }).click();
    await expect.poll(() => check.getAttribute('open')).not.toBeNull();
    expect(await check.isVisible()).toBe(true);
    await expect.poll(() => check.locator('> div').textContent()).toContain('HTTP 404');
    await page.context().close();
  });

  test.each([
    ['wide', { width: 1440, height: 900 }, 3],
    ['on a phone', { width: 390, height: 844 }, 1],
  ] as const)(
    '%s: an exchange shows curl, hex and decoded, with buttons that copy',
    async (_, viewport, columns) => {
      const { page, trouble } = await open({ viewport, permissions: ['clipboard-read', 'clipboard-write'] });
      const exchange = page.locator('details.check[data-outcome=fail]').first().locator('.exchange[open]');
      const panels = exchange.locator('.panels').first().locator('figure');
      expect(await panels.locator('figcaption').allTextContents()).toEqual([
        'curlCopy',
        'hex, 17 bytesCopy',
        'decodedCopy',
      ]);
      const boxes = await Promise.all((await panels.all()).map((panel) => panel.boundingBox()));
      expect(new Set(boxes.map((box) => box?.x)).size).toBe(columns);
      const copied = async (name: string) => {
        await exchange.getByRole('button', { name }).first().click();
        await expect.poll(() => exchange.getByText('Copied').count()).toBeGreaterThan(0);
        return await page.evaluate('navigator.clipboard.readText()');
      };
      expect(await copied('Copy hex')).toBe('82a3636d64a470696e67a470696e67a178');
      expect(await copied('Copy curl')).toMatch(/^echo 82a3\S+ \| xxd -r -p \| curl .* --data-binary @- /s);
      await page.getByRole('button', { name: 'Copy command' }).first().click();
      expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/^npx --no parsec-spec validate/);
      expect(trouble).toEqual([]);
      await page.context().close();
    },
  );
});
