import { forgetCalls } from './call-drawer.ts';
import { forgetDrafts } from './drafts.ts';
import { forgetGreetings } from './screens/greet.ts';
import { go, type ScreenName, state } from './state.ts';
import { signOut } from './worker-client.ts';

/** Ends the session: the worker ends, and with it every key in memory. */
export function endSession(next: ScreenName): void {
  signOut();
  forgetCalls();
  forgetDrafts();
  forgetGreetings();
  delete state.organization;
  delete state.invited;
  delete state.person;
  go(next);
}

/** Milliseconds without a key press or a click after which the device is locked. */
const IDLE_MS = 15 * 60_000;
const CHECK_MS = 5_000;

/** Locks the device after a time without use, which includes the sleep of the machine. */
export function lockWhenIdle(): void {
  let last = Date.now();
  for (const kind of ['keydown', 'pointerdown']) addEventListener(kind, () => (last = Date.now()));
  setInterval(() => {
    if (state.organization === undefined || Date.now() - last < IDLE_MS) return;
    state.ended = 'Locked, because nobody used this page for 15 minutes.';
    endSession('log-in');
  }, CHECK_MS);
}
