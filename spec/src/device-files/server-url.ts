import { formatServerUrl, parseServerUrl } from '../urls/index.ts';

/**
 * The server address in the form of device files (spec/protocol/links.md): http or https, no path,
 * written with a final slash.
 * @returns undefined when the text is not such an address.
 */
export function serverUrl(text: string): string | undefined {
  const parsed = parseServerUrl(text);
  return parsed.ok ? formatServerUrl(parsed.address) : undefined;
}
