import type { DateTime } from '../codec/index.ts';

/**
 * The present terms of service: addresses by locale in the order they were given, and the time when
 * they were set (TOS-01).
 */
export interface Terms {
  readonly per_locale_urls: Readonly<Record<string, string>>;
  readonly updated_on: DateTime;
}
