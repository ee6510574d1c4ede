import type { DateTime } from '../../../src/codec/index.ts';
import { recordKind } from '../../../src/state/index.ts';

/** A notice was published. */
export interface NoticePublished {
  readonly record: 'notice_published';
  readonly at: DateTime;
  /** Timestamp of the certificate. */
  readonly timestamp: DateTime;
  readonly text: string;
  readonly notice_certificate: Uint8Array;
}

/** State that only this command needs. */
export interface NoticeState {
  /** The present notice. Null: there was none so far. */
  notice: string | null;
}

export const notice_published = recordKind<NoticePublished, NoticeState>({
  initial: () => ({ notice: null }),
  apply: (state, { text }) => {
    state.notice = text;
  },
  certificates: {
    notice_certificate: {
      collection: 'common',
      full: 'notice_certificate',
      redacted: 'notice_certificate',
    },
  },
});
