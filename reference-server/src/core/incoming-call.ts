import type { DateTime } from '@parsec-spec/spec/codec';
import { API_VERSION } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { organizationId } from '@parsec-spec/spec/scalars';
import { type Call, headerOf, isNamed } from './call.ts';

/** One request and what is known about it: the argument of every step. */
export class IncomingCall {
  readonly call: Call;
  /** The server's clock, read once. */
  readonly now: DateTime;
  /** Raw path: percent-encoded, without query. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** The command, once the body of an admitted caller is decoded. For the log. */
  command: string | undefined;
  /** The requirement that refused the request, if a guard or a certificate did. For the log. */
  requirement: RequirementId | undefined;
  /** The family of the matched route, for the metrics. */
  family = 'other';

  constructor(call: Call, now: DateTime) {
    this.call = call;
    this.now = now;
    const target = originForm(call.target);
    const mark = target.indexOf('?');
    this.path = mark < 0 ? target : target.slice(0, mark);
    this.query = mark < 0 ? '' : target.slice(mark + 1);
  }

  /** Called with the requirement that refuses the request. */
  readonly refusedBy = (requirement: RequirementId): void => {
    this.requirement = requirement;
  };

  /** The first header of this name (in lower case). */
  header(name: string): string | undefined {
    return headerOf(this.call.headers, name);
  }

  /**
   * The items of all headers of this name (in lower case), in order: a list may come in several
   * lines (RFC 9110 §5.3).
   */
  list(name: string): string[] {
    return this.call.headers
      .filter((header) => isNamed(header, name))
      .flatMap(([, value]) => value.split(','))
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }
}

// A proxy may send the absolute form, `http://host/path`.
function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const slashes = target.indexOf('://');
  if (slashes < 0) return target;
  const path = target.indexOf('/', slashes + 3);
  return path < 0 ? '/' : target.slice(path);
}

const servedMajor = Number.parseInt(API_VERSION, 10);
const number = /^\+?\d+$/;

/**
 * Whether the `Api-Version` of a request names the major version that we serve, with any minor
 * number (TRANSPORT-02 to TRANSPORT-05).
 */
export function isServedVersion(text: string | undefined): boolean {
  if (text === API_VERSION) return true;
  if (text === undefined) return false;
  const dot = text.indexOf('.');
  const major = u32(text.slice(0, Math.max(dot, 0)));
  const minor = u32(text.slice(dot + 1));
  return dot > 0 && major === servedMajor && minor !== undefined;
}

function u32(text: string): number | undefined {
  if (!number.test(text)) return undefined;
  const value = Number(text);
  return value <= 0xffff_ffff ? value : undefined;
}

/** The minor number of a version that is served (GREET-24). */
export const minorOf = (text: string | undefined): number => {
  const minor = text === undefined ? undefined : u32(text.slice(text.indexOf('.') + 1));
  return minor ?? 0;
};

/**
 * The organization that a path segment names, in NFC; undefined when it is not an organization
 * identifier (TRANSPORT-09, TYPES-02).
 */
export function organizationOf(segment: string): string | undefined {
  let text: string;
  try {
    text = segment.includes('%') ? decodeURIComponent(segment) : segment;
  } catch {
    // Not percent-encoded UTF-8.
    return undefined;
  }
  const read = organizationId(text);
  return read.ok ? read.value : undefined;
}
