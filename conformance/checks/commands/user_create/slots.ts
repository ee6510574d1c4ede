/** The certificate fields of the command, by their names in the requirements. */
export const slots = [
  ['user-certificate', 'userCertificate'],
  ['device-certificate', 'deviceCertificate'],
  ['redacted-user-certificate', 'redactedUserCertificate'],
  ['redacted-device-certificate', 'redactedDeviceCertificate'],
] as const;
