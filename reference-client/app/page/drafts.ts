const STORE = 'drafts';

/** Texts that a person typed, by screen and field. Those of `memoryOnly` may contain a token. */
const drafts = new Map<string, string>();
const memoryOnly = new Set<string>();

// They outlast a reload, and end with the tab. A browser may deny this storage.
try {
  for (const [key, text] of Object.entries(JSON.parse(sessionStorage.getItem(STORE) ?? '{}')))
    drafts.set(key, String(text));
} catch {}

function store(): void {
  const stored = [...drafts].filter(([key]) => !memoryOnly.has(key));
  try {
    sessionStorage.setItem(STORE, JSON.stringify(Object.fromEntries(stored)));
  } catch {}
}

const keyOf = (name: string): string => `${location.hash} ${name}`;

/** What a person typed into a field of this screen before leaving it. */
export const draftOf = (name: string): string | undefined => drafts.get(keyOf(name));

/** Keeps a typed text, which is no password. */
export function keepDraft(name: string, text: string, isSecret: boolean): void {
  drafts.set(keyOf(name), text);
  if (isSecret) memoryOnly.add(keyOf(name));
  store();
}

/** Forgets what was typed on a screen; without an argument on all screens. */
export function forgetDrafts(screen?: string): void {
  for (const key of drafts.keys())
    if (screen === undefined || key.startsWith(`${screen} `)) drafts.delete(key);
  store();
}
