/** Product and version, as servers log them (TRANSPORT-35). */
export const userAgent = `Parsec-Spec-Client/0.1.0 ${process.platform}`;
