import { html } from 'lit-html';
import type { GreetingState } from '../../worker/greeting.ts';
import type { OrganizationState } from '../../worker/organization.ts';
import { sentence } from '../form.ts';
import { greetingView } from '../greeting-view.ts';
import { redraw } from '../redraw.ts';
import { go, type Screen, state } from '../state.ts';
import { client } from '../worker-client.ts';

/** A greeting of this side, and how it ended. */
interface OwnGreeting {
  readonly whom: string;
  /** The newcomer is another device of this person. */
  readonly isOwn: boolean;
  state?: GreetingState;
  end?: string;
  isProblem?: boolean;
}

/** An invitation that this person may greet. */
type Greetable = Pick<OrganizationState['invitations'][number], 'token' | 'whom' | 'isOwn'>;

/** By the token of the invitation. Several may run at once. */
const greetings = new Map<string, OwnGreeting>();

/** Greets the holder of an invitation, on the screen of all greetings. */
export function beginGreeting({ token, whom, isOwn }: Greetable): void {
  if (isGreeted(token)) return go('greet');
  const greeting: OwnGreeting = { whom, isOwn };
  greetings.set(token, greeting);
  client
    .greet(token)
    .then(
      (ended) => {
        greeting.end = ended.ok ? ended.joined : `${sentence(ended.message)} ${sentence(ended.hint)}`;
        greeting.isProblem = !ended.ok;
      },
      // The worker ended: logged out.
      () => greetings.delete(token),
    )
    .finally(redraw);
  go('greet');
}

/** Whether a greeting of this invitation runs. */
export const isGreeted = (token: string): boolean =>
  greetings.has(token) && greetings.get(token)?.end === undefined;

/** Forgets all greetings, which end with the session. */
export const forgetGreetings = (): void => greetings.clear();

/** Takes the state of a greeting that the worker reports. */
export function greetingChanged(key: string, changed: GreetingState): void {
  const greeting = greetings.get(key);
  if (greeting !== undefined) greeting.state = changed;
}

const section = ([token, { whom, isOwn, state: current, end, isProblem }]: [
  string,
  OwnGreeting,
]) => html`<section class="card" aria-label="Greeting ${whom}">
  <h2>${whom}</h2>
  ${
    end === undefined
      ? html`<p>${isOwn ? 'Keep both devices at hand' : 'Talk to each other while you do this, for example by telephone'}: the
          codes show that nobody is in between.</p>
          ${greetingView(token, isOwn ? undefined : whom, current ?? { waits: 'Beginning…' })}`
      : html`<p class=${isProblem ? 'problem' : 'done'} role="alert">${end}</p>
        ${isProblem ? html`<p class="actions"><button type="button" @click=${() => beginGreeting({ token, whom, isOwn })}>Begin again</button></p>` : ''}`
  }
</section>`;

export const greetScreen: Screen = {
  title: 'Greet',
  open: () => state.organization !== undefined && greetings.size > 0,
  view: () => html`
    <h1>Greet</h1>
    ${[...greetings].map(section)}
    <p><a href="#/organization">Back to the organization</a></p>`,
};
