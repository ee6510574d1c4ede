import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'puppeteer-core';
import { tracesOf } from '../test/support/canaries.ts';
import { offerPages, type Pages } from './pages.ts';
import { Screen } from './screen.ts';

/** Two builds of the browser client in `reference-client/app`: as released, and with cheap password hashing. */
export interface BuiltPages {
  readonly full: Pages;
  readonly cheap: Pages;
}

/** The origin of the page for links that name no server. */
export const NO_SERVER = 'http://client.localhost';

/** A file that the browser has saved, and the name that the app suggested. */
interface SavedFile {
  readonly file: string;
  readonly name: string;
}

// Runs in a worker of the app: requests for event streams are not sent, and have no answer.
function holdStreams(): void {
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    return url.endsWith('/events') ? new Promise(() => {}) : fetch(input, init);
  };
}

/** A browser window in which the judge operates that client, with storage of its own. It has at most one page. */
export class AppWindow {
  /** Whether pages that are opened from now on hash passwords at the lowest cost. */
  isCheap = false;
  /** Receives what the page logs. */
  log: (text: string) => void = () => undefined;
  readonly #browser: Browser;
  readonly #pages: BuiltPages;
  #context: Promise<BrowserContext> | undefined;
  #screen: Screen | undefined;
  #origin = NO_SERVER;
  /** The folder of downloads. */
  #saved = '';
  #download = Promise.withResolvers<SavedFile>();

  constructor(browser: Browser, pages: BuiltPages) {
    this.#browser = browser;
    this.#pages = pages;
  }

  /** The origin of the server whose pages were opened last. */
  get origin(): string {
    return this.#origin;
  }

  /** The screen of the page. */
  get screen(): Screen {
    if (this.#screen === undefined) throw new Error('no page is open');
    return this.#screen;
  }

  /** Opens a screen of the app at an origin, in a page that knows nothing of earlier acts. */
  async open(origin: string, name: string): Promise<Screen> {
    this.#context ??= this.#newContext();
    this.#screen ??= await this.#newScreen(await this.#context);
    this.#origin = origin;
    const { page } = this.#screen;
    await page.goto(`${origin}/client/#/${name}`);
    return this.#screen;
  }

  /**
   * Leaves the app after an act, which ends the session and its event stream. The next act logs in
   * anew, so that no request of this one arrives while it runs. What the browser keeps of the act is
   * logged, so that the suite searches it for secrets.
   */
  async rest(): Promise<void> {
    const { page } = this.#screen ?? {};
    if (page?.url().startsWith('http') !== true) return;
    const { files, texts } = await tracesOf(page);
    for (const [place, text] of texts) this.log(`${place}: ${text}`);
    for (const [path, bytes] of files) this.log(`${path}: ${bytes.toString('base64')}`);
    await page.goto('about:blank');
  }

  /** Holds the requests for event streams until the page is left. To the app their answers are only slow. */
  async holdStream(): Promise<void> {
    for (const worker of this.screen.page.workers()) await worker.evaluate(holdStreams);
  }

  /** Closes the page, as a person closes the window. The browser keeps what it stores. */
  async leave(): Promise<void> {
    const page = this.#screen?.page;
    this.#screen = undefined;
    await page?.close();
  }

  /** Ends the context, and with it everything that the browser stores for it. */
  async close(): Promise<void> {
    await (await this.#context)?.close();
    if (this.#saved !== '') await rm(this.#saved, { recursive: true, force: true });
  }

  /** Presses a button that lets the browser save a file, and waits for the file. */
  async saveBy(button: string): Promise<SavedFile> {
    this.#download = Promise.withResolvers();
    await this.screen.press(button);
    return this.#download.promise;
  }

  async #newContext(): Promise<BrowserContext> {
    const context = await this.#browser.createBrowserContext();
    this.#saved = await mkdtemp(join(tmpdir(), 'parsec-spec-saved-'));
    const session = await this.#browser.target().createCDPSession();
    await session.send('Browser.setDownloadBehavior', {
      // A file has the unique name of its download, because another one may have the suggested name.
      behavior: 'allowAndName',
      browserContextId: String(context.id),
      downloadPath: this.#saved,
      eventsEnabled: true,
    });
    const names = new Map<string, string>();
    session.on('Browser.downloadWillBegin', ({ guid, suggestedFilename }) => {
      names.set(guid, suggestedFilename);
    });
    session.on('Browser.downloadProgress', ({ guid, state }) => {
      const name = names.get(guid);
      if (name === undefined || state === 'inProgress') return;
      // The browser may tell of the end twice.
      names.delete(guid);
      const file = join(this.#saved, guid);
      if (state === 'completed') {
        // Some events are about files outside of this folder, perhaps of other contexts.
        if (existsSync(file)) this.#download.resolve({ file, name });
      } else this.#download.reject(new Error('the browser did not save the file'));
    });
    return context;
  }

  async #newScreen(context: BrowserContext): Promise<Screen> {
    const page = await context.newPage();
    // The suite limits the time of each act.
    page.setDefaultTimeout(0);
    page.on('console', (message) => this.log(`${message.text()}\n`));
    page.on('pageerror', (error) => this.log(`${error}\n`));
    await offerPages(await page.createCDPSession(), () => this.#pages[this.isCheap ? 'cheap' : 'full']);
    const screen = new Screen(page);
    await screen.keepViews();
    return screen;
  }
}
