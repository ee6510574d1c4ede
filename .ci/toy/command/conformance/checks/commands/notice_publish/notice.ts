import type { Device } from '../../../src/people/cast.ts';
import { type CertificateChange, makeCertificate } from '../../../src/people/certificates.ts';
import type { Instant } from '../../../src/wire/values.ts';

/** A `notice_publish` command ready to send, and the certificate that it adds. */
export function makeNotice(author: Device, text: string, at: Instant, change: CertificateChange = {}) {
  const content = { type: 'notice_certificate', author: author.id, timestamp: at, text };
  const certificate = makeCertificate(content, author.key, change);
  const message = { cmd: 'notice_publish', notice_certificate: certificate };
  return { message, added: { full: [certificate], redacted: [certificate] } };
}
