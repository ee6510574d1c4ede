import { html, nothing } from 'lit-html';
import type { OrganizationState, Person } from '../../worker/organization.ts';
import { endSession } from '../end-session.ts';
import { sentence } from '../form.ts';
import { profiles } from '../greeting-view.ts';
import { redraw } from '../redraw.ts';
import { go, type Screen, state } from '../state.ts';
import { client } from '../worker-client.ts';
import { beginGreeting, isGreeted } from './greet.ts';

/** The result of the latest cancellation. */
let cancelNotice = '';

async function cancel(token: string): Promise<void> {
  const ended = await client.cancelInvitation(token);
  cancelNotice = ended.ok
    ? 'The invitation is cancelled.'
    : `${sentence(ended.message)} ${sentence(ended.hint)}`;
  redraw();
}

const invitationRow = (invitation: OrganizationState['invitations'][number]) => html`<li class="card">
  <h3>${invitation.whom}</h3>
  <p class="actions"><button type="button" @click=${() => beginGreeting(invitation)}>${isGreeted(invitation.token) ? 'Go on greeting' : 'Greet'}<span class="hidden"> ${invitation.whom}</span></button>
    <button type="button" class="plain" @click=${() => cancel(invitation.token)}>Cancel the invitation<span class="hidden"> of ${invitation.whom}</span></button></p>
</li>`;

const invitationList = (invitations: OrganizationState['invitations']) => html`<h2>Open invitations</h2>
  ${
    invitations.length === 0
      ? html`<p>None.</p>`
      : html`<p>Who has a link joins in a greeting: call each other, compare codes, and then you let the person in.</p>
        <ul class="cards">${invitations.map(invitationRow)}</ul>`
  }
  <p role="status">${cancelNotice}</p>`;

const advice = {
  'one-admin': (isAdmin: boolean) =>
    isAdmin
      ? html`You are the only ADMIN. If you lose all devices, nobody can let people in or revoke them any more:
          <a href="#/invite">invite somebody</a> and choose ADMIN when you let the person in, or change the profile of somebody.`
      : html`There is only one ADMIN. If this person loses all devices, nobody can let people in or revoke them any more: ask for a
          second ADMIN.`,
  'one-device':
    () => html`You have only this device. If you lose it and have not saved its device file, you lose access:
    <a href="#/add-device">add a second one</a>.`,
};

function change(person: Person): void {
  state.person = person;
  go('person');
}

const personRow = (person: Person, isAdmin: boolean) => html`<tr>
  <th scope="row">${person.name ?? 'A user whose name you may not see'}${person.isSelf ? ' (you)' : nothing}
    <span class="quiet">${person.email ?? ''}</span></th>
  <td>${person.profile}</td>
  <td>${person.state}</td>
  <td>${person.devices}</td>
  ${
    isAdmin
      ? html`<td>${person.isSelf || person.state === 'revoked' ? nothing : html`<button type="button" class="plain small" @click=${() => change(person)}>Change<span class="hidden"> ${person.name}</span></button>`}</td>`
      : nothing
  }
</tr>`;

export const organizationScreen: Screen = {
  title: 'Organization',
  open: () => {
    cancelNotice = '';
    return state.organization !== undefined;
  },
  view: () => {
    const { organization } = state;
    if (organization === undefined) return nothing;
    const { people, devices, invitations, warnings, notes, news, connection, end } = organization;
    const isOver = end !== undefined;
    const isAdmin = organization.profile === 'ADMIN' && !isOver;
    return html`
      <h1>${organization.organization}</h1>
      <p>You are ${organization.name} &lt;${organization.email}&gt;, ${organization.profile}.
        <br><span class="quiet">${organization.server}</span></p>
      ${
        end === undefined
          ? nothing
          : html`<p class="problem" role="alert"><strong>${sentence(end.message)}</strong> ${sentence(end.hint)}</p>`
      }
      ${connection === 'lost' && !isOver ? html`<p class="warning" role="status">The connection to the server is lost. What you see may be old; the page tries again.</p>` : nothing}
      ${isOver ? nothing : warnings.map((each) => html`<p class="warning">${advice[each](isAdmin)}</p>`)}
      ${notes.map((text) => html`<p class="warning">${sentence(text)}</p>`)}
      <h2>People</h2>
      <div class="table" role="region" aria-label="People" tabindex="0"><table>
        <thead><tr><th scope="col">Person</th><th scope="col">Profile</th><th scope="col">State</th><th scope="col">Devices</th>${isAdmin ? html`<th scope="col">Action</th>` : nothing}</tr></thead>
        <tbody>${people.map((person) => personRow(person, isAdmin))}</tbody>
      </table></div>
      <details><summary>What the profiles mean</summary><dl>${Object.entries(profiles).map(
        ([profile, text]) => html`<dt>${profile}</dt><dd>${text}</dd>`,
      )}</dl></details>
      ${isAdmin ? html`<p class="actions"><a class="button" href="#/invite">Invite a person</a></p>` : nothing}
      <h2>Your devices</h2>
      <ul>${devices.map(({ label, isThis }) => html`<li>${label}${isThis ? ' (this one)' : nothing}</li>`)}</ul>
      <p class="actions">${isOver ? nothing : html`<a class="button" href="#/add-device">Add a device</a>`}
        <a href="#/device">Password and device file of this one</a></p>
      ${isOver ? nothing : invitationList(invitations)}
      <h2>What changed</h2>
      <ul aria-live="polite">${news.length === 0 ? html`<li>Nothing since you logged in.</li>` : news.map((text) => html`<li>${text}</li>`)}</ul>
      <p class="actions"><button type="button" class="plain" @click=${() => endSession('')}>Log out</button></p>`;
  },
};
