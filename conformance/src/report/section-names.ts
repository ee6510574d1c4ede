/** Sections of the catalogue in words. */
const names: Readonly<Record<string, string>> = {
  ADMIN: 'Administration',
  AUTH: 'Authentication',
  BOOT: 'Bootstrap',
  CERT: 'Certificates',
  DEV: 'Devices',
  EVT: 'Events',
  FAULTS: 'Durability',
  GREET: 'Greetings',
  'INV-DEV': 'Device invitations',
  'INV-USER': 'User invitations',
  KEYS: 'Keys',
  LINK: 'Links',
  SIGNUP: 'Sign-up',
  TOS: 'Terms of service',
  TRANSPORT: 'Transport',
  TYPES: 'Types',
  USER: 'Users',
};

/** The name of a section for a reader: `BOOT` is `Bootstrap`. */
export const sectionName = (section: string): string => names[section] ?? section;
