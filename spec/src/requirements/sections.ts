/** A section of the catalogue, for a reader. */
export interface Section {
  readonly name: string;
  /** What its requirements protect, in a paragraph. */
  readonly purpose: string;
}

/** The sections of the catalogue by their keys, which begin the rows. */
export const sections: Readonly<Record<string, Section>> = {
  ADMIN: {
    name: 'Administration',
    purpose:
      'The operator of a server creates, limits, expires and inspects organizations over a REST interface with one token for the whole server. These rules keep that interface closed to everyone else, and make its reports true, because operators bill, freeze and delete by them. The operator sees names and counts, never keys or data.',
  },
  AUTH: {
    name: 'Authentication',
    purpose:
      'The server has no passwords and no sessions: each request of a device carries a token that the device signed, and an invitee sends the token of the invitation. These rules decide who gets in. They also make revocation, freeze and expiry effective from their moment, which is what an organization relies on after a theft.',
  },
  BOOT: {
    name: 'Bootstrap',
    purpose:
      'An organization begins with one request, in which its founder uploads the first user and device, signed by a root key that is then thrown away. All later trust is verified from these certificates, and they can never be replaced. A mistake that the server lets pass here breaks the organization for all members, for ever.',
  },
  CERT: {
    name: 'Certificates',
    purpose:
      'Members, devices and rights are a history of signed certificates. Each client fetches the history and verifies it alone, because the server is not trusted with it. These rules keep the history the same for all members, complete, in order and readable, and hide personal data from OUTSIDERs.',
  },
  CLIENT: {
    name: 'Clients',
    purpose:
      'A server can omit, delay and repeat what it once served. These rules say what a client notices by comparing it with what it knows, and what it shows to its user: who is a member with which rights, who else can read the data, and whether client and server fit together. Rules of clients that belong to a command are in its section. Rules of greetings and of keys that the catalogue lacks are here, too.',
  },
  DEV: {
    name: 'Devices',
    purpose:
      'A member adds a second device, such as a phone, with the help of a first one. The new device has keys of its own and belongs to the same user. These rules make sure that only the user can add it, and that other members can verify it.',
  },
  EVT: {
    name: 'Events',
    purpose:
      'Clients learn over an event stream that certificates, invitations or settings have changed. An event that is lost leaves a client with an old view, for example of a member who was revoked. These rules say which events arrive, who receives them, and how a client continues after a broken connection.',
  },
  FAULTS: {
    name: 'Durability',
    purpose:
      'Servers crash, disks fill up, databases go away. What a server has acknowledged must survive that, because a client deletes its own copy or goes on with the next step. These rules hold under injected faults, and on several nodes with one database.',
  },
  GREET: {
    name: 'Greetings',
    purpose:
      'A member and an invitee exchange keys through a server that they do not trust. Both compare short codes by voice, which shows whether a third party sits in between. These rules keep the order of the steps, in which the safety lies, and the bytes, so that clients of different makers can greet each other.',
  },
  'INV-DEV': {
    name: 'Device invitations',
    purpose:
      'A member invites themselves to enrol another device, and gets a link for it. The greeting that follows hands over the keys of the user. So only the same user may see, use or end such an invitation.',
  },
  'INV-USER': {
    name: 'User invitations',
    purpose:
      'An administrator invites a person by mail, and the person opens the link to start the greeting. The link starts the greeting and admits no one by itself. These rules say who may invite, list and cancel, and keep the link to the person that it is for.',
  },
  KEYS: {
    name: 'Keys',
    purpose:
      'Only clients hold private keys. These rules fix the algorithms and sizes, so that different libraries work together, and the way in which a client stores keys on disk. A key that leaks opens the data of its owner, and a key that is lost cannot be restored by the server.',
  },
  LINK: {
    name: 'Links',
    purpose:
      'Addresses of organizations and invitations travel as links in mails and chats, and are opened by another program than the one that made them. These rules fix their form, so that a link that one client makes opens in every other.',
  },
  SIGNUP: {
    name: 'Sign-up',
    purpose:
      'A person opens an account on a server with a code that is mailed to them. The code proves that the address is theirs. These rules keep strangers from taking an address, from learning which addresses have accounts, and from sending mail to others without limit.',
  },
  TERMS: {
    name: 'Addresses of terms',
    purpose:
      'The operator of a server gives the addresses of the terms of service, and clients show them as links. These rules keep a link from doing anything else than opening a page: an address with another scheme can run a script, or start a program of the person who reads.',
  },
  TOS: {
    name: 'Terms of service',
    purpose:
      'An organization can have terms that each user must accept before going on. These rules say when requests wait for the acceptance, which requests do not, and that new terms ask everyone again.',
  },
  TRANSPORT: {
    name: 'Transport',
    purpose:
      'All commands are msgpack over HTTP on a few routes. These rules fix versions, headers, statuses and limits. A client of any maker and age then knows what an answer means, and a malformed or huge request does no harm.',
  },
  TYPES: {
    name: 'Types',
    purpose:
      'Names, addresses, labels, identifiers and times have one spelling and fixed limits. If two programs accept different values, the one stores what the other cannot read, or one person appears as two.',
  },
  USER: {
    name: 'Users',
    purpose:
      'Administrators enrol, promote and revoke members by certificates that they sign. The server refuses what clients would refuse later, because a wrong certificate cannot be removed from the history. These rules say which certificates each user may sign.',
  },
};
