/** The product and its version in the header `User-Agent` (TRANSPORT-35). */
export const userAgent = `Parsec-Spec-Client/0.1.0 ${process.platform}`;
