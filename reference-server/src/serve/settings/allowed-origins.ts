import { SettingsError } from './settings-error.ts';

/**
 * The origins that web pages may call from, in the form that browsers send. Throws a SettingsError
 * about one that no browser would send.
 */
export function allowedOrigins(origins: readonly string[]): readonly string[] {
  const wrong = origins.find((origin) => !canBeSent(origin));
  if (wrong === undefined) return origins;
  const meant = URL.parse(wrong)?.origin ?? 'null';
  throw new SettingsError(
    `--cors-allow-origins ${wrong} never matches: browsers send no such origin`,
    meant === 'null'
      ? 'Expected SCHEME://HOST or SCHEME://HOST:PORT, or * for any.'
      : `Did you mean ${meant}? Expected scheme, host and port alone; * for any.`,
  );
}

function canBeSent(origin: string): boolean {
  if (origin === '*' || origin === 'null') return true;
  if (/^https?:/i.test(origin)) return URL.parse(origin)?.origin === origin;
  // Programs with an embedded browser have schemes of their own.
  return /^[a-z][a-z\d+.-]*:\/\/[^\s/?#@]+$/.test(origin);
}
