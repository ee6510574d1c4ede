// Reads and operates a screen of the client in the browser, as a person does.
import type { Page } from 'puppeteer-core';

/** What a person sees of a screen. */
export interface View {
  /** The title of the screen. */
  readonly title: string;
  readonly heading: string;
  /** A form was sent, and its act is not done. */
  readonly isBusy: boolean;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** The whole text. */
  readonly text: string;
  /** Texts of the buttons and links. */
  readonly controls: readonly string[];
  readonly greetings: readonly GreetingView[];
  /** Addresses of the terms, by language. */
  readonly terms: Readonly<Record<string, string>>;
  readonly people: readonly PersonView[];
  /** What changed, newest first. */
  readonly news: readonly string[];
  /** The link of an invitation. */
  readonly invitation: string;
  /** Devices on the first screen, invitations on the one of the organization. */
  readonly cards: readonly string[];
}

/** One greeting, on either side. */
export interface GreetingView {
  readonly code: string;
  readonly choices: readonly string[];
  /** The greeter must admit or refuse the newcomer. */
  readonly asksForAdmission: boolean;
  /** How it ended. */
  readonly end: string;
  readonly isDone: boolean;
}

interface PersonView {
  readonly email: string | null;
  readonly name: string | null;
  readonly profile: string;
  readonly state: string;
}

/** What a page has shown since it was opened. */
interface ViewHistory {
  readonly views: readonly string[];
  /** The view at an index, as JSON, once there is one. */
  at(index: number): Promise<string>;
}

declare const viewHistory: ViewHistory;

// Runs in each new page: keeps every view, because some last less than the way to this program.
function keepViews(): void {
  const textOf = (element: Element | null | undefined): string =>
    (element?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
  const greeting = (place: Element): GreetingView => ({
    code: textOf(place.querySelector('output')),
    choices: [...place.querySelectorAll('.codes button:not(.plain)')].map(textOf),
    asksForAdmission: [...place.querySelectorAll('button')].some((one) =>
      /^(Let in|Add it)/.test(textOf(one)),
    ),
    end: textOf(place.querySelector('.done, .problem')),
    isDone: place.querySelector('.done') !== null,
  });
  const look = (main: Element): string => {
    const texts = (selector: string): string[] =>
      [...main.querySelectorAll(selector)].map(textOf).filter((text) => text !== '');
    const sections = [...main.querySelectorAll('section')];
    const list = [...main.querySelectorAll('h2')].find((one) => textOf(one) === 'What changed');
    const view: View = {
      title: document.title.replace(/ · Parsec$/, ''),
      heading: textOf(main.querySelector('h1')),
      isBusy: main.querySelector('button[aria-disabled="true"]') !== null,
      problems: texts('.problem'),
      warnings: texts('.warning, [role="alert"]'),
      text: textOf(main),
      controls: texts('button, a'),
      greetings: (sections.length > 0 ? sections : [main]).map(greeting),
      terms: Object.fromEntries(
        [...main.querySelectorAll('li:has(a[target="_blank"])')].map((one) => [
          /\((.*)\)$/.exec(textOf(one))?.[1] ?? '',
          one.querySelector('a')?.getAttribute('href') ?? '',
        ]),
      ),
      people: [...main.querySelectorAll('tbody tr')].map((row) => {
        const [person, profile, state] = [...row.children];
        const email = textOf(person?.querySelector('.quiet'));
        const name = textOf(person)
          .slice(0, -email.length || undefined)
          .replace(/ \(you\) ?$/, '')
          .trim();
        return {
          email: email || null,
          name: email === '' ? null : name,
          profile: textOf(profile),
          state: textOf(state),
        };
      }),
      news: [...(list?.nextElementSibling?.querySelectorAll('li') ?? [])].map(textOf),
      cards: texts('.cards > li'),
      invitation: main.querySelector<HTMLTextAreaElement>('#invitation')?.value ?? '',
    };
    return JSON.stringify(view);
  };
  const views: string[] = [];
  let wake = Promise.withResolvers<void>();
  const observer = new MutationObserver(() => {
    const main = document.querySelector('main');
    const view = main === null ? undefined : look(main);
    if (view === undefined || view === views.at(-1)) return;
    views.push(view);
    wake.resolve();
    wake = Promise.withResolvers();
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  const at = async (index: number): Promise<string> => {
    for (;;) {
      const view = views[index];
      if (view !== undefined) return view;
      await wake.promise;
    }
  };
  Object.assign(globalThis, { viewHistory: { views, at } satisfies ViewHistory });
}

// Runs in the page: clicks the first button or link whose text begins with this one.
function clickIn(texts: readonly string[], within: string): boolean {
  const [place = document.querySelector('main')] = document.querySelectorAll(within);
  for (const each of place?.querySelectorAll<HTMLElement>('button, a') ?? []) {
    const own = (each.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
    if (!texts.some((text) => own.startsWith(text))) continue;
    each.click();
    return true;
  }
  return false;
}

// Runs in the page: types into the fields with these ids or names, and ticks boxes and radio buttons.
function typeIn(texts: Readonly<Record<string, string>>, ticked: readonly string[]): void {
  for (const [id, text] of Object.entries(texts)) {
    const input =
      document.querySelector<HTMLInputElement>(`#${id}`) ??
      document.querySelector<HTMLInputElement>(`input[name="${id}"]`);
    if (input === null) continue;
    input.value = text;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
  for (const selector of ticked) {
    const box = document.querySelector<HTMLInputElement>(selector);
    if (box?.checked === false) box.click();
  }
}

/** The screen of a page, as a person reads and operates it. */
export class Screen {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Keeps the views of this page from its next document on. */
  async keepViews(): Promise<void> {
    await this.page.evaluateOnNewDocument(keepViews);
  }

  /** Waits until the present view or a later one answers the question. Each one is asked. */
  async until<T>(read: (view: View) => T | undefined | Promise<T | undefined>): Promise<T> {
    let index = await this.page.evaluate(() => Math.max(0, viewHistory.views.length - 1));
    for (;;) {
      const view = await this.page.evaluate((each) => viewHistory.at(each), index);
      const answer = await read(JSON.parse(view) as View);
      if (answer !== undefined) return answer;
      index += 1;
    }
  }

  /** Presses the button or follows the link whose text begins with this one, once it is there. */
  press(text: string, within = 'main'): Promise<true> {
    return this.until(async () => (await this.pressNow([text], within)) || undefined);
  }

  /** Presses the first button whose text begins with one of these. Returns false if it is gone. */
  pressNow(texts: readonly string[], within = 'main'): Promise<boolean> {
    return this.page.evaluate(clickIn, texts, within);
  }

  /** Types into fields, by their id or name, and ticks what the selectors match. */
  fill(texts: Readonly<Record<string, string>>, ...ticked: readonly string[]): Promise<void> {
    return this.page.evaluate(typeIn, texts, ticked);
  }

  /** Opens another screen, as the address of it does. */
  go(name: string): Promise<void> {
    return this.page.evaluate((hash) => {
      location.hash = hash;
    }, `/${name}`);
  }
}

/** The selector of an element of a list on a screen. */
export const nth = (list: string, index: number): string => `main ${list}:nth-of-type(${index + 1})`;
