import { userProfile, userProfiles } from '@parsec-spec/spec/scalars';
import { html, nothing } from 'lit-html';
import { box, Form, type Problems, problemAt, submitRow, type Typed } from '../form.ts';
import { profiles } from '../greeting-view.ts';
import { go, type Screen, state } from '../state.ts';
import { client } from '../worker-client.ts';

let profileForm = new Form();
let revokeForm = new Form();

async function setProfile(typed: Typed): Promise<Problems | undefined> {
  const { person } = state;
  const profile = userProfile(typed.text('profile'));
  if (person === undefined || !profile.ok) return undefined;
  const ended = await client.changeMember({ id: person.id, profile: profile.value });
  if (!ended.ok) return problemAt('', ended);
  go('organization');
  return undefined;
}

async function revoke(typed: Typed): Promise<Problems | undefined> {
  const { person } = state;
  if (person === undefined) return undefined;
  if (typed.text('sure') === '')
    return { sure: { message: 'tick the box if you are sure', hint: 'a revocation cannot be undone' } };
  const ended = await client.changeMember({ id: person.id, profile: null });
  if (!ended.ok) return problemAt('', ended);
  go('organization');
  return undefined;
}

export const personScreen: Screen = {
  title: 'Change a person',
  open: () => {
    profileForm = profileForm.renewed();
    revokeForm = revokeForm.renewed();
    // It may have changed since the screen was left.
    const person = state.organization?.people.find(({ id }) => id === state.person?.id);
    if (person !== undefined) state.person = person;
    const isAdmin = state.organization?.profile === 'ADMIN';
    return isAdmin && person !== undefined && person.state !== 'revoked';
  },
  view: () => {
    const { person } = state;
    if (person === undefined) return nothing;
    const name = person.name ?? 'this user';
    return html`
      <h1>${name}</h1>
      <p>${person.email}, ${person.profile}</p>
      <h2>Profile</h2>
      <form novalidate @submit=${(event: Event) => profileForm.submit(event, 'Changing…', setProfile)}>
        <fieldset><legend>What ${name} may do</legend>${userProfiles.map(
          (
            profile,
          ) => html`<label class="box"><input type="radio" name="profile" value=${profile} ?checked=${profile === person.profile}>
            <span><strong>${profile}</strong> ${profiles[profile]}</span></label>`,
        )}</fieldset>
        ${submitRow(profileForm, 'Change the profile')}
      </form>
      <h2>Revoke</h2>
      <p>Removes ${name} from the organization.</p>
      <p class="warning"><strong>This cannot be undone.</strong> ${name} loses access at once, with all devices. To come back, ${name}
        needs a new invitation and becomes a new user. What is on the devices of ${name} already stays there.</p>
      <form novalidate @submit=${(event: Event) => revokeForm.submit(event, 'Revoking…', revoke)}>
        ${box(revokeForm, 'sure', 'I am sure.')}
        ${submitRow(revokeForm, `Revoke ${name}`, true)}
      </form>
      <p><a href="#/organization">Back to the organization</a></p>`;
  },
};
