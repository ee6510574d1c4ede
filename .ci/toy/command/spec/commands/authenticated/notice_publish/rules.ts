import {
  type CheckedCertificate,
  checkSignature,
  type NoticeCertificate,
  readCertificate,
} from '../../../src/certificates/index.ts';
import type { NoticePublishRequest } from '../../../src/commands/index.ts';
import type { Crypto } from '../../../src/crypto/index.ts';
import {
  type Author,
  authorIsAdmin,
  certifyingCommand,
  commonCertificateEvent,
  isBy,
  laterThanLast,
} from '../../../src/guards/index.ts';

const invalid = { status: 'invalid_certificate' } as const;

/** Loads the certificate. One that does not load is refused here, before the guards. */
async function prepare(request: NoticePublishRequest, crypto: Crypto, { device }: Author) {
  const read = readCertificate(request.notice_certificate, 'notice_certificate');
  if (read === null) return { ok: false, refusal: invalid } as const;
  const notice: CheckedCertificate<NoticeCertificate> = await checkSignature(crypto, device.verify_key, read);
  return { ok: true, prepared: { notice } } as const;
}

/** Publishes a notice. */
export const notice_publish = certifyingCommand('notice_publish', prepare, {
  entry: { 'notice_publish/author-is-admin': authorIsAdmin },
  guards: {
    'notice_publish/by-author': ({ author, prepared }) => isBy(author, prepared.notice) || invalid,

    'notice_publish/text-changes': ({ state, prepared }) =>
      state.notice !== prepared.notice.content.text || { status: 'notice_unchanged' },

    'notice_publish/later-than-last': ({ state, prepared }) =>
      laterThanLast(state, prepared.notice.content.timestamp),
  },
  effect: ({ now, request: { notice_certificate }, prepared }) => {
    const { timestamp, text } = prepared.notice.content;
    return {
      reply: { status: 'ok' },
      records: [{ record: 'notice_published', at: now, timestamp, text, notice_certificate }],
      events: [commonCertificateEvent(timestamp)],
    };
  },
});
