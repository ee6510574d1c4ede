import type { ActOutcome, Installation } from '@parsec-spec/reference-client/driver';
import type { Browser } from 'puppeteer-core';
import { HomeFiles, isCardOf } from './home-files.ts';
import { type GreetingView, nth, Screen, type View } from './screen.ts';
import { AppWindow, type BuiltPages, NO_SERVER } from './window.ts';

type Input<Act extends keyof Installation> = NonNullable<Parameters<Installation[Act]>[0]>;
type Access = Pick<Input<'logIn'>, 'device' | 'file' | 'password'>;
type Person = Pick<Input<'bootstrap'>, 'email' | 'name' | 'device' | 'password'>;
type Comparison = Pick<Input<'claim'>, 'comparing' | 'signal'>;

/** The button of a newcomer who waits for each administrator. */
const ANY_GREETER = 'Any of them, the first one who begins';

const ended = (isOk: boolean, message: string, facts: ActOutcome['facts'] = {}): ActOutcome => ({
  code: isOk ? 'ok' : undefined,
  message,
  output: '',
  facts,
});

/** Whether a device is logged in at this screen, without terms that wait. */
const isInside = (title: string): boolean => title === 'Organization' || title === 'Add a second device';

/** What a screen tells besides its fields. */
const noticeText = ({ heading, warnings }: View): string => [heading, ...warnings].join(' ');

/**
 * The browser client with the device files of one folder, its home. For each act the judge opens links, fills
 * in fields and presses buttons, as a person does. Device files in the home are opened by the screen for it.
 * What the client saves is written back into the home.
 */
export class AppInstallation implements Installation {
  readonly window: AppWindow;
  readonly #files: HomeFiles;
  /** Who was invited by a link, as the app lists the invitation. */
  readonly #invited = new Map<string, string>();

  constructor(browser: Browser, home: string, pages: BuiltPages) {
    this.window = new AppWindow(browser, pages);
    this.#files = new HomeFiles(this.window, home);
  }

  async bootstrap({ link, ...person }: Input<'bootstrap'>): Promise<ActOutcome> {
    const screen = await this.#openLink(link);
    return screen instanceof Screen ? this.#join(screen, person) : screen;
  }

  async claim({ link, comparing, signal, ...person }: Input<'claim'>): Promise<ActOutcome> {
    const screen = await this.#openLink(link, 'Join');
    return screen instanceof Screen ? this.#join(screen, person, { comparing, signal }) : screen;
  }

  async logIn(access: Access): Promise<ActOutcome> {
    // The suite would take this stream for that of the act `watch`, before which it asks for a log-in.
    const view = await this.#enter(access, () => this.window.holdStream());
    return 'code' in view ? view : ended(view.title === 'Organization', noticeText(view));
  }

  async list({ password = '', ...access }: Partial<Access> = {}): Promise<ActOutcome> {
    const view = await this.#enter({ ...access, password });
    if ('code' in view) return view;
    const users = view.people.map(({ state, ...person }) => ({ ...person, revoked: state === 'revoked' }));
    return ended(view.title === 'Organization', noticeText(view), { users });
  }

  changePassword({ newPassword, ...access }: Input<'changePassword'>): Promise<ActOutcome> {
    return this.#asMember(access, async (screen) => {
      await screen.press('Password and device file');
      await screen.until(({ title }) => title === 'This device' || undefined);
      const typed = { current: access.password, password: newPassword, again: newPassword };
      await screen.fill(typed, '[name="understood"]');
      await screen.press('Change the password');
      const end = await screen.until(async (view) => {
        const { isBusy, problems, text } = view;
        if (isBusy || (await insist(screen, view))) return undefined;
        if (problems.length > 0) return ended(false, problems.join(' '));
        const [changed] = /The password is changed\..*?a new copy\./.exec(text) ?? [];
        return changed === undefined ? undefined : ended(true, changed);
      });
      return end.code === 'ok' ? this.#saved(end) : end;
    });
  }

  async acceptTerms({ show, ...access }: Input<'acceptTerms'>): Promise<ActOutcome> {
    const view = await this.#enter(access);
    if ('code' in view) return view;
    const screen = this.window.screen;
    // Servers of the suite have terms that no log-in waits for.
    if (view.title === 'Organization') await screen.go('terms');
    await screen.until(({ title }) => title === 'Terms of service' || undefined);
    for (let isFirst = true; ; isFirst = false) {
      const asked = await screen.until(({ title, terms, problems, isBusy, text }) => {
        if (isInside(title)) return ended(true, 'The terms are accepted.');
        if (title !== 'Terms of service' || isBusy || text.includes('Asking the server…')) return undefined;
        const isReplaced = problems.some((problem) => problem.includes('replaced'));
        // An accepted form stays until the next screen is drawn.
        if (!isFirst && problems.length === 0) return undefined;
        return (problems.length > 0 && !isReplaced) || Object.keys(terms).length === 0
          ? ended(false, ['No terms were accepted.', ...problems].join(' '))
          : { terms };
      });
      if ('code' in asked) return asked;
      if ((await show?.({ addresses: asked.terms })) !== true)
        return ended(false, 'The terms are not accepted.');
      await screen.fill({}, '[name="read"]');
      await screen.press('Accept');
    }
  }

  invite({ email, ...access }: Input<'invite'>): Promise<ActOutcome> {
    return this.#asMember(access, async (screen) => {
      const way = email === undefined ? 'Add a device' : 'Invite a person';
      const refusal = await screen.until(({ controls, heading, text }) =>
        controls.some((each) => each.startsWith(way)) ? 'offered' : ended(false, `${heading} ${text}`),
      );
      if (refusal !== 'offered') return refusal;
      await screen.press(way);
      await screen.until(({ title }) => title === way || undefined);
      if (email !== undefined) await screen.fill({ email });
      await screen.press('', 'main form');
      return screen.until(({ title, problems, isBusy, invitation, heading }) => {
        if (title === 'Hand over the link') {
          this.#invited.set(invitation, email ?? 'Another device of yours');
          return ended(true, heading, { link: invitation });
        }
        return !isBusy && problems.length > 0 ? ended(false, problems.join(' ')) : undefined;
      });
    });
  }

  greet({ link, grant = {}, comparing, signal, ...access }: Input<'greet'>): Promise<ActOutcome> {
    return this.#asMember(access, async (screen) => {
      const cards = await screen.until((view) => view.cards);
      if (cards.length === 0) return ended(false, noticeText(await screen.until((view) => view)));
      const whom = this.#invited.get(link) ?? grant.email;
      // Without a card that names the invitee, the first one is greeted.
      const invited = cards.findIndex((card) => card.startsWith(`${whom} `));
      await screen.press('Greet', nth('.cards > li', Math.max(0, invited)));
      const index = await screen.until(({ title, greetings }) => {
        const running = greetings.findIndex(({ end }) => end === '');
        return title === 'Greet' && running >= 0 ? running : undefined;
      });
      const place = nth('section', index);
      return this.#compare(screen, place, { comparing, signal }, async ({ greetings }) => {
        const greeting = greetings[index];
        if (greeting === undefined) return undefined;
        if (greeting.end !== '') return ended(greeting.isDone, greeting.end);
        if (greeting.asksForAdmission) {
          const { name, profile = 'STANDARD' } = grant;
          await screen.fill(name === undefined ? {} : { name }, `[name="profile"][value="${profile}"]`);
          await screen.pressNow(['Let in', 'Add it'], place);
        }
        return greeting;
      });
    });
  }

  revoke({ email, ...access }: Input<'revoke'>): Promise<ActOutcome> {
    return this.#asMember(access, async (screen) => {
      const { people, controls, text } = await screen.until((view) => view);
      const index = people.findIndex((person) => person.email === email && person.state !== 'revoked');
      if (index < 0 || !controls.some((each) => each.startsWith('Change'))) return ended(false, text);
      await screen.press('Change', nth('tbody tr', index));
      await screen.until(({ title }) => title === 'Change a person' || undefined);
      await screen.fill({}, '[name="sure"]');
      await screen.press('Revoke');
      return screen.until((view) => {
        if (view.title === 'Organization') return ended(true, noticeText(view));
        return !view.isBusy && view.problems.length > 0 ? ended(false, view.problems.join(' ')) : undefined;
      });
    });
  }

  watch({ signal, onEvent, ...access }: Input<'watch'>): Promise<ActOutcome> {
    return this.#asMember(access, async (screen) => {
      let last: View | undefined;
      const following = screen.until((view) => {
        const { news, problems, title, text } = view;
        if (title !== 'Organization') return ended(false, text);
        if (problems.length > 0) return ended(false, problems.join(' '));
        const fresh = news.length - (last?.news.length ?? 0);
        for (const line of news.slice(0, Math.max(0, fresh)).reverse()) onEvent(line);
        for (const warning of view.warnings) if (last?.warnings.includes(warning) === false) onEvent(warning);
        last = view;
        return undefined;
      });
      const stopped = new Promise<ActOutcome>((resolve) => {
        const stop = (): void => resolve(ended(true, 'watched'));
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop);
      });
      following.catch(() => undefined);
      return Promise.race([following, stopped]);
    });
  }

  /** Opens a link at the page that its server offers. */
  async #openLink(link: string, wanted?: string): Promise<Screen | ActOutcome> {
    const screen = await this.window.open(originOf(link), 'link');
    await screen.until(({ title }) => title === 'Open a link' || undefined);
    await screen.fill({ link });
    await screen.press('Continue');
    return screen.until(({ title, problems, heading }) => {
      if (title !== 'Open a link')
        return wanted === undefined || title === wanted ? screen : ended(false, heading);
      return problems.length > 0 ? ended(false, problems.join(' ')) : undefined;
    });
  }

  /** Sends the form of a newcomer, compares codes with the greeter, and saves the device file. */
  async #join(screen: Screen, person: Person, comparison?: Comparison): Promise<ActOutcome> {
    const { password, ...names } = person;
    await screen.fill({ ...names, password, again: password }, '[name="understood"]');
    await screen.press('', 'main form');
    const end = await this.#compare(screen, 'main', comparison, async (view) => {
      if (view.title === 'Save the device file') return ended(true, noticeText(view));
      // `claim` of the contract waits for any administrator (conformance/clients/CONTRACT.md).
      if (view.controls.includes(ANY_GREETER)) await screen.pressNow([ANY_GREETER]);
      if (await insist(screen, view)) return undefined;
      if (!view.isBusy && view.problems.length > 0) return ended(false, view.problems.join(' '));
      return view.greetings[0];
    });
    return end.code === 'ok' ? this.#saved(end) : end;
  }

  /**
   * Compares codes in a greeting until it ends.
   *
   * @param place the part of the screen with the greeting
   * @param read returns how it ended, or its state
   */
  async #compare(
    screen: Screen,
    place: string,
    { comparing, signal }: Partial<Comparison> = {},
    read: (view: View) => Promise<ActOutcome | GreetingView | undefined>,
  ): Promise<ActOutcome> {
    const stop = (): void => void screen.press('Stop the greeting', place).catch(() => undefined);
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop);
    const lastQuestion = { code: '', choices: '' };
    return screen
      .until(async (view) => {
        const greeting = await read(view);
        if (greeting === undefined || 'message' in greeting) return greeting;
        const { code, choices } = greeting;
        if (code !== lastQuestion.code && code !== '') comparing?.shown(code);
        lastQuestion.code = code;
        const isNew = choices.join() !== lastQuestion.choices && choices.length > 0;
        lastQuestion.choices = choices.join();
        if (isNew) {
          const choice = await comparing?.choose(choices);
          if (signal?.aborted !== true) await screen.pressNow([choice ?? 'None of these'], `${place} .codes`);
        }
        return undefined;
      })
      .finally(() => signal?.removeEventListener('abort', stop));
  }

  /** The outcome after the device file is saved in the home. */
  async #saved(end: ActOutcome): Promise<ActOutcome> {
    const problem = await this.#files.save();
    return problem === undefined ? end : ended(false, `the file was not saved: ${problem}`);
  }

  /** Logs in, and acts on the screen of the organization. */
  async #asMember(access: Access, go: (screen: Screen) => Promise<ActOutcome>): Promise<ActOutcome> {
    const view = await this.#enter(access);
    if ('code' in view) return view;
    return view.title === 'Organization' ? go(this.window.screen) : ended(false, noticeText(view));
  }

  /**
   * Logs in. Returns the screen behind it, or why there is none.
   *
   * @param prepare called before the password is sent
   */
  async #enter(access: Access, prepare?: () => Promise<void>): Promise<View | ActOutcome> {
    const selection = await this.#files.select(access);
    const { server_url } = selection?.clear ?? {};
    await this.#files.offer(server_url === undefined ? this.window.origin : new URL(server_url).origin);
    const screen = this.window.screen;
    const { clear, refusal } = this.#files.offered(selection?.path ?? '') ?? {};
    if (refusal !== undefined) return ended(false, refusal);
    const { cards, text } = await screen.until((view) => view);
    const index = clear === undefined ? -1 : cards.findIndex(isCardOf(clear));
    if (index < 0) return ended(false, text);
    await screen.press('Log in', nth('.cards > li', index));
    await screen.until(({ title }) => title === 'Log in' || undefined);
    await screen.fill({ password: access.password });
    await prepare?.();
    await screen.press('Log in', 'main form');
    return screen.until(async (view) => {
      if (view.isBusy) return undefined;
      if (view.title === 'Log in')
        return view.problems.length > 0 ? ended(false, view.problems.join(' ')) : undefined;
      if (view.title === 'Terms of service' && view.text.includes('Asking the server…')) return undefined;
      if (view.title === 'Add a second device') {
        await screen.pressNow(['Later']);
        return undefined;
      }
      return view;
    });
  }
}

/** Sends a form again whose weak password was refused: passwords of the suite may be weak. */
async function insist(screen: Screen, { isBusy, problems }: View): Promise<boolean> {
  if (isBusy || !problems.some((problem) => problem.startsWith('This password is weak.'))) return false;
  await screen.fill({}, '[name="insists"]');
  await screen.press('', 'main form');
  return true;
}

/** The origin of the server of a link. */
function originOf(link: string): string {
  const url = URL.parse(link.trim().replace(/^parsec3:/i, 'http:'));
  if (url === null || !/^https?:$/.test(url.protocol)) return NO_SERVER;
  // Browsers make keys only in secure contexts. The link may be wrong, and the app must say so.
  if (url.protocol === 'http:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname)) return NO_SERVER;
  if (/^parsec3:/i.test(link.trim())) {
    const isPlain = /^(true|1)$/i.test(url.searchParams.get('no_ssl') ?? '');
    return `${isPlain ? 'http' : 'https'}://${url.host}`;
  }
  return url.origin;
}
