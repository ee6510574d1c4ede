import type { DateTime } from '../codec/index.ts';

/** Terms of service in force: address per locale in the order they were given, and when they were set (TOS-01). */
export interface Terms {
  readonly per_locale_urls: Readonly<Record<string, string>>;
  readonly updated_on: DateTime;
}
