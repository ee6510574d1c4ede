/**
 * One frame of server-sent events as it stood on the wire; a field that was absent is undefined.
 */
export interface Frame {
  /** Name of the event: `message` where none was given. */
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
  readonly retry: string | undefined;
}

/**
 * Cuts bytes into frames, however they are split into pieces. The judge's own reading of the form
 * (HTML, section 9.2.6), apart from any that it judges.
 */
export class Frames {
  #rest = Buffer.alloc(0);
  /** So much of it has no end of a line: a line without end is looked through once. */
  #searched = 0;
  #lines: string[] = [];
  #isFirst = true;
  /** The line before ended in CR: an LF that comes next belongs to its end. */
  #afterReturn = false;

  /** Takes more bytes; gives the frames that they complete. A block without data is none. */
  take(bytes: Uint8Array): readonly Frame[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const frames: Frame[] = [];
    for (let line = this.#line(); line !== undefined; line = this.#line()) {
      if (line !== '') this.#lines.push(line);
      else {
        const frame = frameOf(this.#lines);
        this.#lines = [];
        if (frame !== undefined) frames.push(frame);
      }
    }
    return frames;
  }

  /**
   * The next whole line, without its end: LF, CR LF or CR. A byte order mark before the first is
   * none of it.
   */
  #line(): string | undefined {
    if (this.#afterReturn && this.#rest[0] === lineFeed) this.#rest = this.#rest.subarray(1);
    if (this.#rest.length > 0) this.#afterReturn = false;
    let end = this.#searched;
    while (end < this.#rest.length && this.#rest[end] !== lineFeed && this.#rest[end] !== carriageReturn)
      end += 1;
    this.#searched = end;
    if (end === this.#rest.length) return undefined;
    this.#searched = 0;
    this.#afterReturn = this.#rest[end] === carriageReturn;
    const line = this.#rest.subarray(0, end).toString('utf8');
    this.#rest = this.#rest.subarray(end + 1);
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    return isFirst ? line.replace(/^\ufeff/, '') : line;
  }
}

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
