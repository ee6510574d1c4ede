import { html, nothing } from 'lit-html';
import type { Person } from '../../worker/organization.ts';
import { client, signOut } from '../client.ts';
import { sentence } from '../form.ts';
import { profiles } from '../greeting-view.ts';
import { redraw } from '../redraw.ts';
import { go, type Screen, state } from '../state.ts';
import { beginGreeting } from './greet.ts';

/** What became of the last thing that was done here. */
let said = '';

function leave(): void {
  signOut();
  delete state.organization;
  go('');
}

async function cancel(token: string): Promise<void> {
  const ended = await client.cancelInvitation(token);
  said = ended.ok ? 'The invitation is cancelled.' : `${sentence(ended.message)} ${sentence(ended.hint)}`;
  redraw();
}

const invitationRow = ({
  token,
  whom,
}: {
  readonly token: string;
  readonly whom: string;
}) => html`<li class="card">
  <h3>${whom}</h3>
  <p class="actions"><button type="button" @click=${() => beginGreeting(token, whom)}>Greet<span class="hidden"> ${whom}</span></button>
    <button type="button" class="plain" @click=${() => cancel(token)}>Cancel<span class="hidden"> the invitation of ${whom}</span></button></p>
</li>`;

const personRow = (person: Person) => html`<tr>
  <th scope="row">${person.name ?? 'A user whose name you may not see'}${person.isSelf ? ' (you)' : nothing}
    <span class="quiet">${person.email ?? ''}</span></th>
  <td>${person.profile}</td>
  <td>${person.state}</td>
  <td>${person.devices}</td>
</tr>`;

export const organizationScreen: Screen = {
  title: 'Organization',
  open: () => {
    said = '';
    return state.organization !== undefined;
  },
  view: () => {
    const { organization } = state;
    if (organization === undefined) return nothing;
    const { people, devices, invitations, warnings, news, connection, end } = organization;
    return html`
      <h1>${organization.organization}</h1>
      <p>You are ${organization.name} &lt;${organization.email}&gt;, ${organization.profile}.
        <span class="quiet">${organization.server}</span></p>
      ${
        end === undefined
          ? nothing
          : html`<p class="problem" role="alert"><strong>${sentence(end.message)}</strong> ${sentence(end.hint)}</p>`
      }
      ${connection === 'lost' && end === undefined ? html`<p class="warning" role="status">The connection to the server is lost. What you see may be old; the page tries again.</p>` : nothing}
      ${warnings.map((text) => html`<p class="warning">${text}</p>`)}
      <h2>People</h2>
      <div class="table" role="region" aria-label="People" tabindex="0"><table>
        <thead><tr><th scope="col">Person</th><th scope="col">Profile</th><th scope="col">State</th><th scope="col">Devices</th></tr></thead>
        <tbody>${people.map(personRow)}</tbody>
      </table></div>
      <details><summary>What the profiles mean</summary><dl>${Object.entries(profiles).map(
        ([profile, text]) => html`<dt>${profile}</dt><dd>${text}</dd>`,
      )}</dl></details>
      ${organization.profile === 'ADMIN' ? html`<p><a href="#/invite">Invite a person</a></p>` : nothing}
      <h2>Your devices</h2>
      <ul>${devices.map(({ label, isThis }) => html`<li>${label}${isThis ? ' (this one)' : nothing}</li>`)}</ul>
      <p><a href="#/add-device">Add a device</a></p>
      <h2>Open invitations</h2>
      ${invitations.length === 0 ? html`<p>None.</p>` : html`<ul class="cards">${invitations.map(invitationRow)}</ul>`}
      <p role="status">${said}</p>
      <h2>What changed</h2>
      <ul aria-live="polite">${news.length === 0 ? html`<li>Nothing since you logged in.</li>` : news.map((text) => html`<li>${text}</li>`)}</ul>
      <p class="actions"><button type="button" class="plain" @click=${leave}>Log out</button></p>`;
  },
};
