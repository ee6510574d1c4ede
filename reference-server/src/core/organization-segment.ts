import { organizationId } from '@parsec-spec/spec/scalars';

/** The organization that a path segment names, in NFC; undefined when it is no organization identifier (TRANSPORT-09, TYPES-02). */
export function organizationOf(segment: string): string | undefined {
  let text: string;
  try {
    text = segment.includes('%') ? decodeURIComponent(segment) : segment;
  } catch {
    // No percent-encoded UTF-8.
    return undefined;
  }
  const read = organizationId(text);
  return read.ok ? read.value : undefined;
}
