import { formatServerUrl, parseServerUrl } from '../urls/index.ts';

/** The server address as device files hold it (spec/protocol/links.md): http or https, no path, written with a final slash. Undefined when it is no such text. */
export function serverUrl(text: string): string | undefined {
  const parsed = parseServerUrl(text);
  return parsed.ok ? formatServerUrl(parsed.address) : undefined;
}
