import { humanLabel, type UserProfile, userProfiles, visible } from '@parsec-spec/spec/scalars';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { AskedQuestion, GreetingAnswer, GreetingState } from '../worker/greeting.ts';
import { draftOf, keepDraft } from './drafts.ts';
import { client } from './worker-client.ts';

/**
 * A greeting as one side sees it: its code, the question of this step, or what it waits for.
 *
 * @param key which greeting; the answers go to it
 * @param other who is at the other side; undefined: this person, at another device
 */
export function greetingView(
  key: string,
  other: string | undefined,
  { code, question, notice, waits }: GreetingState,
): TemplateResult {
  return html`
    ${notice === undefined ? nothing : html`<p class="warning" role="status">${notice}</p>`}
    ${
      code === undefined
        ? nothing
        : html`<p>${other === undefined ? 'Choose this code on your other device:' : `Read this code aloud to ${other}:`}</p><p class="code"><output aria-label="Your code">${code}</output></p>`
    }
    ${question === undefined ? html`<p role="status">${waits}</p>` : html`<div aria-live="polite">${questionView(key, other, question)}</div>`}
    <p class="actions"><button type="button" class="plain" @click=${() => client.stopGreeting(key)}>Stop the greeting</button></p>`;
}

function questionView(key: string, other: string | undefined, question: AskedQuestion): TemplateResult {
  const answer = (given: GreetingAnswer) => client.answer({ key, number: question.number, given });
  // The key is a token.
  const draft = `${key}-${question.number}`;
  const keep = (name: string) => (event: Event) =>
    keepDraft(`${name}-${draft}`, (event.currentTarget as HTMLInputElement).value, true);
  switch (question.ask) {
    case 'greeter':
      return html`<h3>Who greets you?</h3>
        <p class="help">This person compares codes with you and lets you in. Call each other, if you have not done so yet.</p>
        <p class="actions stacked">${question.administrators.map(
          ({ id, name, email }) =>
            html`<button type="button" @click=${() => answer({ greeter: id })}>${name} &lt;${email}&gt;</button>`,
        )}
        <button type="button" class="plain" @click=${() => answer({ greeter: undefined })}>Any of them, the first one who begins</button></p>`;
    case 'code':
      return html`<h3>${other === undefined ? 'Which code does your other device show?' : `Which code does ${other} read to you?`}</h3>
        <p class="help">${other === undefined ? nothing : 'Talk to each other, for example by telephone. '}A wrong choice, or none of these, ends the greeting on both sides.</p>
        <p class="actions codes">${question.choices.map(
          (code) => html`<button type="button" @click=${() => answer({ code })}>${code}</button>`,
        )}
        <button type="button" class="plain" @click=${() => answer(undefined)}>None of these</button></p>`;
    case 'user':
      return html`<h3>Let ${question.name} join?</h3>
        ${question.email === question.invited ? nothing : html`<p class="warning">The newcomer asks for ${question.email} and joins as ${question.invited}, the invited address.</p>`}
        <form novalidate @submit=${(event: SubmitEvent) => admit(answer, event)}>
          <div class="field"><label for="name-${key}">Name</label>
            <p class="help" id="name-${key}-help">As the newcomer typed it. All members will see it as you write it.</p>
            <input id="name-${key}" name="name" value=${draftOf(`name-${draft}`) ?? question.name} @input=${keep('name')} aria-describedby="name-${key}-help"></div>
          <p>E-mail address: ${question.invited}<br>Device: ${question.device}</p>
          <fieldset><legend>Profile</legend>${userProfiles.map(
            (
              profile,
            ) => html`<label class="box"><input type="radio" name="profile" value=${profile} ?checked=${profile === (draftOf(`profile-${draft}`) ?? 'STANDARD')} @change=${keep('profile')}>
              <span><strong>${profile}</strong> ${profiles[profile]}</span></label>`,
          )}</fieldset>
          <p class="actions"><button type="submit">Let in</button>
            <button type="button" class="danger" @click=${() => answer(undefined)}>Refuse</button></p>
        </form>`;
    case 'device':
      return html`<h3>Add the device ${question.device}?</h3>
        <p>It gets your keys, and can do everything that you can.</p>
        <p class="actions"><button type="button" @click=${() => answer({ device: question.device })}>Add it</button>
          <button type="button" class="danger" @click=${() => answer(undefined)}>Refuse</button></p>`;
  }
}

/** What a profile means for people. */
export const profiles: Readonly<Record<UserProfile, string>> = {
  ADMIN: 'invites people, changes profiles and revokes users; sees all names.',
  STANDARD: 'works with everybody; sees all names.',
  OUTSIDER: 'works with some people; sees no names or e-mail addresses of others.',
};

function admit(answer: (given: GreetingAnswer) => void, event: SubmitEvent): void {
  event.preventDefault();
  const form = event.currentTarget as HTMLFormElement;
  const data = new FormData(form);
  const name = visible(humanLabel)(String(data.get('name')));
  const input = form.querySelector('input');
  input?.setCustomValidity(name.ok ? '' : `Expected ${name.expected}.`);
  if (!name.ok) return void input?.reportValidity();
  const profile = userProfiles.find((each) => each === data.get('profile')) ?? 'STANDARD';
  answer({ name: name.value, profile });
}
