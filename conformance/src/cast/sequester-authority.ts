/**
 * Public key of a sequester authority (RSA 2048, SPKI DER). The founding of an organization does
 * not need the private key.
 */
export const sequesterAuthorityDer: Uint8Array = Buffer.from(
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA4uTj32m5injOG13yMHGuPGv6FnWtzEWWRg/DGewCBRr3iAm3XNW2EKfBD+6QkPeqI66+PdERW3VQJs3yXFUD1DfKdzTViLpHEyJWV5xeFgPAXioDB2o9YBz0h7XRxxZH2MBw4DPkSXCZyln2chuKgNkwQ+0tTIi2t2GsFLfZpSPlSK4vMSX5jpEOBruoJiFOQkAdrC+d5uUXAsQIspvmvwb+REDgAukyMXbcETllRn5yftZwc/gdDOP0xntaqcyeqXjRfYvVyShk5Asa76UyVWKOhZfK3n1Wq7VDQkGqtojJKlklB17ZrFvyFlF7vfPBA1JSRoBVaUFjwn4SK8maJQIDAQAB',
  'base64',
);
