/** Milliseconds until typed texts are written. Browsers limit how often a page changes its history. */
const WRITE_MS = 200;

/** Texts that a person typed, by screen and field. Those of `memoryOnly` may contain a token. */
const drafts = new Map<string, string>();
const memoryOnly = new Set<string>();

// They outlast a reload in the entry of the tab's history, and end with the tab.
for (const [key, text] of Object.entries(history.state?.drafts ?? {})) drafts.set(key, String(text));

let writing: ReturnType<typeof setTimeout> | undefined;

/** Writes the drafts to the entry of the history that is shown. */
export function storeDrafts(): void {
  clearTimeout(writing);
  writing = undefined;
  const kept = [...drafts].filter(([key]) => !memoryOnly.has(key));
  history.replaceState({ drafts: Object.fromEntries(kept) }, '');
}

const keyOf = (name: string): string => `${location.hash} ${name}`;

/** What a person typed into a field of this screen before leaving it. */
export const draftOf = (name: string): string | undefined => drafts.get(keyOf(name));

/** Keeps a typed text, which is no password. */
export function keepDraft(name: string, text: string, isSecret: boolean): void {
  drafts.set(keyOf(name), text);
  if (isSecret) memoryOnly.add(keyOf(name));
  else writing ??= setTimeout(storeDrafts, WRITE_MS);
}

/** Forgets what was typed on a screen, or into some of its fields; without an argument on all screens. */
export function forgetDrafts(screen?: string, ...names: readonly string[]): void {
  const isMeant = (key: string): boolean => {
    const [own, name = ''] = key.split(' ', 2);
    return own === screen && (names.length === 0 || names.includes(name));
  };
  for (const key of drafts.keys()) if (screen === undefined || isMeant(key)) drafts.delete(key);
  storeDrafts();
}
