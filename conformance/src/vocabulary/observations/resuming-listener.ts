import { isEqual } from '../../judge/equal.ts';
import type { EventStream } from '../../judge/event-stream.ts';
import type { Judge } from '../../judge/judge.ts';
import type { Member } from '../../judge/members.ts';
import { resumeAfter } from '../../wire/event-frames.ts';
import type { Fields, Instant } from '../../wire/values.ts';

/** Maximum number of streams that the server may close before it delivers the next event. */
const MAX_RESUMPTIONS = 3;

/**
 * Reads events as a client does. If the server closes the stream, another one resumes after the
 * last event, and the check ends as a note.
 */
export class ResumingListener {
  readonly #judge: Judge;
  readonly #author: Member;
  #stream: EventStream;
  #lastId: string | undefined;

  private constructor(judge: Judge, author: Member, stream: EventStream) {
    this.#judge = judge;
    this.#author = author;
    this.#stream = stream;
  }

  static async open(judge: Judge, author: Member): Promise<ResumingListener> {
    return new ResumingListener(judge, author, await judge.listen(author));
  }

  /** The next event. */
  async next(what: string): Promise<Fields> {
    for (let resumptions = 0; ; resumptions += 1) {
      try {
        const { frame, fields } = await this.#stream.anyEvent(what);
        this.#lastId = frame.id;
        return fields;
      } catch (failure) {
        if (this.#stream.isOpen || resumptions === MAX_RESUMPTIONS) throw failure;
      }
      await this.#resume();
    }
  }

  /**
   * The events before the event of the common certificate with this timestamp, which is dropped.
   */
  async until(timestamp: Instant, what: string): Promise<readonly Fields[]> {
    const before: Fields[] = [];
    for (;;) {
      const fields = await this.next(what);
      if (fields.event === 'COMMON_CERTIFICATE' && isEqual(fields.timestamp, timestamp)) return before;
      before.push(fields);
    }
  }

  async #resume(): Promise<void> {
    this.#judge.late(`the server closed a stream of ${this.#author.device.label}, which another one resumes`);
    this.#stream = await this.#judge.listen(this.#author, { change: resumeAfter(this.#lastId) });
  }
}
