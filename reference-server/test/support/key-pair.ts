/**
 * A test-only key and its certificate for localhost, valid from 2020 to 2120: for tests of HTTPS
 * alone.
 */
export const certificatePair = (): { readonly key: string; readonly cert: string } => ({ key, cert });

/** A key that belongs to no certificate here. */
export const otherKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgVjeOt2peR5uJ7/FR
dFY9Bkqg9IoN6gKgcWtzRWylTE6hRANCAAQ2NW7FAJ2r0QFOgxao86qQRFqMSihi
H+AhhS1X65SDn3E1PuZRWP+ILIBMx9SnOwysEK2O71OxZFT0iI5WwaHr
-----END PRIVATE KEY-----
`;

const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgWe1t8wtBG49aupah
AQkgmF1QBUqZ33FguiJnYvo+TWehRANCAAS+4BClb8lSfSuz9GxOLPsAP3mITT/H
AtLxjCQivwl4ASwK2Ui9cN8N2j3J/dt8wAEr/79myrKynteFlfQ1Ov2x
-----END PRIVATE KEY-----
`;

const cert = `-----BEGIN CERTIFICATE-----
MIIBRjCB7qADAgECAgEBMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCWxvY2FsaG9z
dDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowFDESMBAGA1UEAwwJ
bG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEvuAQpW/JUn0rs/Rs
Tiz7AD95iE0/xwLS8YwkIr8JeAEsCtlIvXDfDdo9yf3bfMABK/+/Zsqysp7XhZX0
NTr9saMvMC0wGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgIzsLW6d8m095VMctOMpdg1O8MmCTJnQr
yaRE0jgcaCECIF6R5iw9O0rW3bpaF5Z1P2SRRYE/q3umtpfDDXKKLXys
-----END CERTIFICATE-----
`;
