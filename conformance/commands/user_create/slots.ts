/** Every place of the command where a certificate travels, by the name of the requirements about it. */
export const slots = [
  ['user-certificate', 'userCertificate'],
  ['device-certificate', 'deviceCertificate'],
  ['redacted-user-certificate', 'redactedUserCertificate'],
  ['redacted-device-certificate', 'redactedDeviceCertificate'],
] as const;
