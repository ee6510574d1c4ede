import { html, render } from 'lit-html';
import { callEnded, drawCalls } from './call-drawer.ts';
import { storeDrafts } from './drafts.ts';
import { lockWhenIdle } from './end-session.ts';
import { onRedraw, redraw } from './redraw.ts';
import { bootstrapScreen } from './screens/bootstrap.ts';
import { personScreen } from './screens/change-person.ts';
import { confirmScreen } from './screens/confirm-address.ts';
import { createScreen } from './screens/create-organization.ts';
import { greetingChanged, greetScreen } from './screens/greet.ts';
import { addDeviceScreen, invitedScreen, inviteScreen, secondDeviceScreen } from './screens/invite.ts';
import { joiningChanged, joinScreen } from './screens/join.ts';
import { logInScreen, waitForOtherTab } from './screens/log-in.ts';
import { linkScreen } from './screens/open-link.ts';
import { organizationScreen } from './screens/organization.ts';
import { deviceScreen } from './screens/own-device.ts';
import { savedScreen } from './screens/save-device-file.ts';
import { termsScreen } from './screens/terms.ts';
import { welcomeScreen } from './screens/welcome.ts';
import { go, type Screen, type ScreenName, state } from './state.ts';
import { onReport } from './worker-client.ts';

const screens: Readonly<Record<ScreenName, Screen>> = {
  '': welcomeScreen,
  create: createScreen,
  link: linkScreen,
  confirm: confirmScreen,
  bootstrap: bootstrapScreen,
  saved: savedScreen,
  'log-in': logInScreen,
  organization: organizationScreen,
  join: joinScreen,
  invite: inviteScreen,
  'add-device': addDeviceScreen,
  'second-device': secondDeviceScreen,
  invited: invitedScreen,
  greet: greetScreen,
  terms: termsScreen,
  device: deviceScreen,
  person: personScreen,
};

const insecure: Screen = {
  title: 'Not a safe address',
  view: () => html`<h1>This address is not safe</h1>
    <p>This page came without encryption, so somebody could have changed it on its way: a browser makes no keys for it. Ask the person
      who runs the server for its address that begins with <strong>https://</strong>.</p>
    <p>For the person who runs it: the server speaks https with <code>serve --ssl-keyfile FILE --ssl-certfile FILE</code>, and on its own
      machine the page works at http://127.0.0.1.</p>`,
};

// The link of a redirection has a token: it leaves the browser before anything else.
const [, redirected = ''] = /(?:^|; )webRedirectUrl=([^;]*)/.exec(document.cookie) ?? [];
if (redirected !== '') {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API would delete it later.
  document.cookie = `webRedirectUrl=; Path=${new URL('.', location.href).pathname}; Max-Age=0`;
  history.replaceState(null, '', '#/link');
  state.redirected = decodeURIComponent(redirected);
}

/** What a person opens again after this screen was loaded anew. */
function lostAt(lost: Screen): 'link' | 'creation' | 'device' {
  if (lost === joinScreen) return 'link';
  return lost === bootstrapScreen || lost === confirmScreen ? 'creation' : 'device';
}

let screen: Screen = welcomeScreen;
const place = document.querySelector<HTMLElement>('#screen');

function open(isFirst: boolean): void {
  const name = location.hash.replace(/^#\/?/, '');
  screen = Object.hasOwn(screens, name) ? screens[name as ScreenName] : welcomeScreen;
  if (!isSecureContext) screen = insecure;
  else if (screen.open?.() === false) {
    // After a reload the keys are gone, and with them what the screen needs.
    if (isFirst) state.lost = lostAt(screen);
    // In place of this screen, so that the back button does not return to it.
    return location.replace(state.organization === undefined ? '#/' : '#/organization');
  } else if (!isFirst && screen !== welcomeScreen) delete state.lost;
  document.title = `${screen.title} · Parsec`;
  // Each screen has its own entry in the history.
  storeDrafts();
  redraw();
  scrollTo(0, 0);
  if (!isFirst) (place?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? place)?.focus();
}

onRedraw(() => place && render(screen.view(), place));
onReport((report) => {
  if (report.report === 'call') return callEnded(report.call);
  if (report.report === 'organization') {
    state.organization = report.state;
    const { end, profile } = report.state;
    const isForAdmins = screen === inviteScreen || screen === personScreen;
    // Why nothing is followed any more is read before anything else.
    if (end === undefined && isForAdmins && profile !== 'ADMIN') go('organization');
    else if (end !== undefined) go(end.outcome === 'terms-not-accepted' ? 'terms' : 'organization');
  } else if (report.report === 'other-tab') waitForOtherTab();
  else if (report.key === 'claim') joiningChanged(report.state);
  else greetingChanged(report.key, report.state);
  redraw();
});
addEventListener('hashchange', () => open(false));
drawCalls();
lockWhenIdle();
open(true);
