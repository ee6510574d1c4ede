import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { CodedError } from '@parsec-spec/spec/errors';

/**
 * Adds certificate authorities (PEM) to the trusted ones of the whole process, because `fetch` of
 * Node takes none per call. Call it before the first connection.
 *
 * @throws NoCertificate `no-certificate` if the text holds no certificate
 */
export function trustAuthorities(pem: string): void {
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
  if (certificates === null) throw new NoCertificate();
  setDefaultCACertificates([...getCACertificates('default'), ...certificates]);
}

/** The text holds no PEM certificate. */
export class NoCertificate extends CodedError<'no-certificate'> {
  constructor() {
    super('no-certificate', 'no certificate found: expected PEM text with -----BEGIN CERTIFICATE-----');
  }
}
