import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** Lets TLS trust these authorities (PEM) besides the usual ones, for the whole process: Node's `fetch` takes no authority per call. Call it before the first connection. */
export function trustAuthorities(pem: string): void {
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
  if (certificates === null) throw new NoCertificate();
  setDefaultCACertificates([...getCACertificates('default'), ...certificates]);
}

/** The text holds no PEM certificate. */
export class NoCertificate extends Error {
  readonly code = 'no-certificate';

  constructor() {
    super('no certificate in it: expected PEM text, -----BEGIN CERTIFICATE-----');
    this.name = 'NoCertificate';
  }
}
