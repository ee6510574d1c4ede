import type { DateTime } from '@parsec-spec/spec/codec';
import { type Call, headerOf, isNamed } from './call.ts';

/** One request and what is known about it: the argument of every step. */
export class Exchange {
  readonly call: Call;
  /** The server's clock, read once. */
  readonly now: DateTime;
  /** Raw path: percent-encoded, without query. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** The command, once the body of an admitted caller is decoded. For the log. */
  command: string | undefined;

  constructor(call: Call, now: DateTime) {
    this.call = call;
    this.now = now;
    const target = originForm(call.target);
    const mark = target.indexOf('?');
    this.path = mark < 0 ? target : target.slice(0, mark);
    this.query = mark < 0 ? '' : target.slice(mark + 1);
  }

  /** The first header of this name (in lower case). */
  header(name: string): string | undefined {
    return headerOf(this.call.headers, name);
  }

  /** The items of all headers of this name (in lower case), in order: a list may come in several lines (RFC 9110 §5.3). */
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
