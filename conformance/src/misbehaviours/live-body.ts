import type { MockStream } from '../case/mock-server.ts';

/** The body of an answer that a misbehaviour streams. It breaks off with an error if it is cut. */
export function liveBody(stream: (stream: MockStream) => void): AsyncIterable<string> & { end(): void } {
  const written: string[] = [];
  let isEnded = false;
  let isCut = false;
  let wake = (): void => undefined;
  const settle = (change: () => void) => (): void => {
    change();
    wake();
  };
  const end = settle(() => {
    isEnded = true;
  });
  stream({
    write: (text) => settle(() => written.push(text))(),
    end,
    cut: settle(() => {
      isCut = true;
    }),
  });
  return {
    end,
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (written.length > 0) yield written.shift() ?? '';
        if (isCut) throw new Error('the connection is cut on purpose');
        if (isEnded) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
