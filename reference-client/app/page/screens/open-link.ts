import { hexOf } from '@parsec-spec/spec/codec';
import {
  formatServerUrl,
  parseBootstrapUrl,
  parseInvitationUrl,
  parseSignUpUrl,
} from '@parsec-spec/spec/urls';
import { html, nothing } from 'lit-html';
import { forgetDrafts } from '../drafts.ts';
import { Form, field, type Problem, type Problems, problemAt, submitRow, type Typed } from '../form.ts';
import { go, type Screen, state } from '../state.ts';
import { client } from '../worker-client.ts';

let form = new Form();

async function open(typed: Typed): Promise<Problems | undefined> {
  const text = typed.text('link').trim();
  typed.isSent = true;
  const read = parseBootstrapUrl(text);
  if (read.ok) {
    const { organization, token } = read.address;
    const server = formatServerUrl(read.address.server);
    const allowed = await client.mayCall(server);
    if (!allowed.ok) return problemAt('link', allowed);
    state.bootstrap = {
      server,
      organization,
      token: token && hexOf(token),
      email: '',
    };
    delete state.redirected;
    go('bootstrap');
    return undefined;
  }
  if (parseInvitationUrl(text).ok) {
    const lookup = await client.lookAtLink(text);
    if (!lookup.ok) return problemAt('link', lookup);
    delete state.redirected;
    state.joining = lookup.invitation;
    go('join');
    return undefined;
  }
  const signUp = parseSignUpUrl(text);
  if (signUp.ok) {
    const { server, email, code } = signUp.address;
    state.signUp = { server: formatServerUrl(server), email, code };
    delete state.redirected;
    forgetDrafts('#/create', 'server', 'email', 'hosted');
    go('create');
    return undefined;
  }
  return { link: text === '' ? { message: 'the link is missing' } : problemOf(text) };
}

/** The problem of a text that is no link for this page. */
function problemOf(text: string): Problem {
  const read = [parseBootstrapUrl, parseInvitationUrl, parseSignUpUrl].map((parse) => parse(text));
  const reasons = new Set(read.map((each) => (each.ok ? undefined : each.reason)));
  const hint = 'copy it whole, as it was sent. It begins with parsec3://, https:// or http://';
  if (reasons.has('user'))
    return {
      message: 'this link has a user name or a password before its server',
      hint: 'links of Parsec have none: ask for another one',
    };
  if (reasons.has('payload')) return { message: 'this link is incomplete or changed', hint };
  if (reasons.has('action'))
    return {
      message: 'this page does not open links of this kind',
      hint: 'copy it whole, as it was sent; links to files open in the installed client',
    };
  const isForeign = reasons.has('scheme') || (reasons.has('path') && reasons.size === 1);
  return { message: isForeign ? 'this is no link of Parsec' : 'this link is incomplete or changed', hint };
}

export const linkScreen: Screen = {
  title: 'Open a link',
  open: () => {
    form = form.renewed();
    return true;
  },
  view: () => {
    const { redirected = '' } = state;
    return html`
      <h1>Open a link</h1>
      <form novalidate @submit=${(event: Event) => form.submit(event, 'Reading…', open)}>
        ${field(form, { name: 'link', label: 'Link', help: 'The link that you were sent: to join an organization, to begin one, or to confirm your address. It is not kept when this page is loaded anew.', value: redirected, isSecret: true })}
        ${submitRow(form, 'Continue here')}
      </form>
      ${redirected.startsWith('parsec3://') ? html`<p>Or <a href=${redirected}>open it in the installed client</a>.</p>` : nothing}
      <p><a href="#/">Back to the first screen</a></p>`;
  },
};
