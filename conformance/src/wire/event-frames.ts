import { ByteBuffer } from './byte-buffer.ts';
import { decodeMap } from './decode.ts';
import { encode } from './encode.ts';
import type { Fields } from './values.ts';

/** One frame of server-sent events. A field that is absent on the wire is undefined. */
export interface Frame {
  /** Name of the event: `message` by default. */
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
  readonly retry: string | undefined;
}

/**
 * An incremental parser of server-sent events (HTML, section 9.2.6). It shares no code with the
 * implementations under test.
 */
export class Frames {
  /** Bytes after the last line end. */
  #rest = new ByteBuffer();
  #lines: string[] = [];
  #isFirst = true;
  /** Whether the last line ended with CR. An LF right after it belongs to the same line end. */
  #afterReturn = false;

  /** Adds bytes and returns the frames that they complete. A block without data is not a frame. */
  take(bytes: Uint8Array): readonly Frame[] {
    const searched = this.#rest.length;
    this.#rest.add(bytes);
    const all = this.#rest.view;
    const frames: Frame[] = [];
    let start = 0;
    for (;;) {
      if (this.#afterReturn && start < all.length) {
        this.#afterReturn = false;
        if (all[start] === lineFeed) start += 1;
      }
      let end = Math.max(start, searched);
      while (end < all.length && all[end] !== lineFeed && all[end] !== carriageReturn) end += 1;
      if (end === all.length) break;
      this.#afterReturn = all[end] === carriageReturn;
      const frame = this.#addLine(all.toString('utf8', start, end));
      if (frame !== undefined) frames.push(frame);
      start = end + 1;
    }
    if (start > 0) {
      this.#rest = new ByteBuffer();
      this.#rest.add(all.subarray(start));
    }
    return frames;
  }

  /** Adds a line without its end (LF, CR LF or CR). A blank one completes a block. */
  #addLine(text: string): Frame | undefined {
    const line = this.#isFirst ? text.replace(/^\ufeff/, '') : text;
    this.#isFirst = false;
    if (line !== '') {
      this.#lines.push(line);
      return undefined;
    }
    const frame = frameOf(this.#lines);
    this.#lines = [];
    return frame;
  }
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Decodes the data of a frame: a msgpack map in padded standard base64.
 *
 * @returns undefined if the data is anything else
 */
export function eventOf(data: string): Fields | undefined {
  if (data === '' || !base64.test(data)) return undefined;
  return decodeMap(Buffer.from(data, 'base64'));
}

/**
 * The header that resumes a stream after an event, or its absence. Header values are Latin-1, so an
 * id is sent as its UTF-8 bytes (HTML, section 9.2.3).
 */
export const resumeAfter = (id: string | undefined) => ({
  'Last-Event-ID': id === undefined ? null : Buffer.from(id).toString('latin1'),
});

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

function frameOf(lines: readonly string[]): Frame | undefined {
  const values = (name: string): readonly string[] =>
    lines.flatMap((line) => {
      const colon = line.indexOf(':');
      if ((colon < 0 ? line : line.slice(0, colon)) !== name) return [];
      return [colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')];
    });
  const data = values('data');
  if (data.length === 0) return undefined;
  return {
    event: values('event').at(-1) || 'message',
    data: data.join('\n'),
    id: values('id').at(-1),
    retry: values('retry').at(-1),
  };
}

/** Encodes a frame of the event stream (spec/protocol/events.md). `id` is optional. */
export const eventFrame = (event: Fields, id?: string): string => {
  const data = Buffer.from(encode({ status: 'ok', ...event })).toString('base64');
  return id === undefined ? `data:${data}\n\n` : `data:${data}\nid:${id}\n\n`;
};

/** The first frame of every stream: the organization's configuration, without an id. */
export const configurationFrame = (outsiders = true): string =>
  eventFrame({
    event: 'ORGANIZATION_CONFIG',
    user_profile_outsider_allowed: outsiders,
    active_users_limit: null,
    sse_keepalive_seconds: 30,
  });
