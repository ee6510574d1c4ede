/** One frame of server-sent events as it stood on the wire; a field that was absent is undefined. */
export interface Frame {
  /** Name of the event: `message` where none was given. */
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
  readonly retry: string | undefined;
}

/** Cuts bytes into frames, however they are split into pieces. The judge's own reading of the form, apart from any that it judges. */
export class Frames {
  #rest = Buffer.alloc(0);
  #lines: string[] = [];

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

  /** The next whole line, without its end: LF, CR LF or CR. */
  #line(): string | undefined {
    const end = this.#rest.findIndex((byte) => byte === 0x0a || byte === 0x0d);
    if (end < 0) return undefined;
    const isReturn = this.#rest[end] === 0x0d;
    // The LF of a CR LF may be under way.
    if (isReturn && end + 1 === this.#rest.length) return undefined;
    const line = this.#rest.subarray(0, end).toString('utf8');
    this.#rest = this.#rest.subarray(isReturn && this.#rest[end + 1] === 0x0a ? end + 2 : end + 1);
    return line;
  }
}

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
