/** Every slot of the command for a certificate, by the name in the requirements about it. */
export const slots = [
  ['user-certificate', 'userCertificate'],
  ['device-certificate', 'deviceCertificate'],
  ['redacted-user-certificate', 'redactedUserCertificate'],
  ['redacted-device-certificate', 'redactedDeviceCertificate'],
] as const;
