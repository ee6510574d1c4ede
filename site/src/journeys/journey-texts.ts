import type { JourneyName } from './record-journeys.ts';

/** What a step does. `{actor}` and `{peer}` stand for the names of the machines. */
export interface StepText {
  readonly title: string;
  readonly text: string;
}

/** What a journey is about. */
export interface JourneyText {
  readonly title: string;
  readonly purpose: string;
  /** The texts that state its rules: files of the repository. */
  readonly chapters: readonly string[];
  /** Sections before the steps: heading and paragraphs. */
  readonly sections?: readonly { readonly heading: string; readonly paragraphs: readonly string[] }[];
  /** Steps that another journey shows already. */
  readonly toldBy?: {
    readonly journey: JourneyName;
    readonly from: string;
    readonly to: string;
    readonly text: string;
  };
  /** Texts of steps that mean something else in this journey. */
  readonly steps?: Readonly<Record<string, StepText>>;
}

/** The journeys, in the order of the story. */
export const journeyTexts: Readonly<Record<JourneyName, JourneyText>> = {
  creation: {
    title: 'Creating an organization',
    purpose:
      'The operator of a server makes room for an organization. The result is a link with a bootstrap token, and no key.',
    chapters: ['spec/protocol/administration.md'],
    steps: {
      organization_create: {
        title: 'The operator creates the organization',
        text: 'The administration of the server reserves the name and makes a bootstrap token. The person with the link of the reply becomes the founder: the first user, an ADMIN. The server makes no key for the organization. The lines with a minus below are those of an organization that does not exist: no date of creation, and no settings. The administration token is checked before the rules of this request.',
      },
    },
  },
  bootstrap: {
    title: 'Bootstrap: the first user and device',
    purpose:
      'Alice opens the bootstrap link. Her client makes all keys, signs the first certificates and uploads them. From now on each member can verify every other member.',
    steps: {
      kept: {
        title: '{actor} makes the keys, and seals those of user and device in a file',
        text: 'The client makes the root key, a key pair for the user and a signing key for the device. The root key signs the certificates of the first user and device. The root signing key is never written: it is deleted after that. The other keys go to a file, sealed by a key that Argon2id makes of the password, before the request is sent. When the server has answered ok, the file becomes the device file. Password and file stay on this machine.',
      },
    },
    chapters: [
      'spec/commands/anonymous/organization_bootstrap/README.md',
      'spec/protocol/certificates.md',
      'spec/protocol/keys.md',
      'spec/protocol/client-keys.md',
    ],
  },
  invitation: {
    title: 'Inviting a user',
    purpose:
      'Alice invites Bob by his e-mail address. The link in the mail lets him reach her client through the server. It is not yet a proof of who he is.',
    chapters: ['spec/protocol/invitations.md'],
  },
  greeting: {
    title: 'Greeting: Bob becomes a member',
    purpose:
      "Bob has a link and no keys that anyone knows. Alice and Bob know each other's voices. In steps 0 to 8 of the protocol their clients agree on a secret key through a server that neither trusts, and the two people confirm it by reading two short codes to each other.",
    chapters: ['spec/protocol/greeting.md', 'spec/protocol/client-greeting.md'],
    steps: {
      "certificate_get Alice's laptop": {
        title: '{actor} fetches the certificates that are new to it',
        text: 'A new certificate must be later than all others of its author and of the organization. So the client knows them before it signs one.',
      },
      "certificate_get Bob's desktop": {
        title: '{actor} logs in for the first time',
        text: 'Bob opens the device file with his password. His client fetches the certificates of all members and verifies them from the root key that came sealed. The server keeps no session: the device signs a token for each request.',
      },
    },
    sections: [
      {
        heading: 'Why two codes',
        paragraphs: [
          "The server passes every message on, so it could sit in the middle. It would agree on one key with Alice's client and on another key with Bob's client, then open and change whatever passes. Neither client would notice, because everything they receive comes from the server.",
          'The codes show whether someone sits there. Each client computes both codes from the shared key and two nonces. If there are two different keys, the codes on the two screens differ. The people compare them by voice, which the server does not carry.',
          "Two codes are needed because there are two questions, and each person can answer only one of them. **Alice reads her code, and Bob finds it on his screen: now Bob's client knows that it talks to Alice's client.** Without this, Bob could join an organization of the attacker, take its root key for the true one, and trust all that follows. **Bob reads his code, and Alice finds it on her screen: now Alice's client knows that it talks to Bob's client.** Without this, Alice could sign the attacker's keys as Bob's, and the attacker would be a member.",
          'One code, read in one direction, proves something only to the person who hears it: the one who reads has compared nothing. The same code cannot serve both ways either. If both read the same code, the second reader could merely repeat what they heard. So the second code differs from the first one and cannot be computed from it.',
          "Could Bob not just say on the telephone whether he found Alice's code? Then everything would rest on his remembering to say so: her client hears of his comparison only through the server, which can forge that message. With the second code her client goes on only after she has heard and found a code of his.",
          "An attacker cannot search for codes that match. Each client adds a random number to them, the nonce. Bob's client fixes its nonce in step 1 of the protocol, by sending the hash, before it sees Alice's. So an attacker has one chance in 2^20, about a million.",
          'If none of the codes on the screen is the one that a person hears, they say so, and the greeting ends: nobody is enrolled. The two may begin again, with new keys and new codes.',
        ],
      },
    ],
  },
  'second-device': {
    title: 'A second device',
    purpose:
      'Alice wants to work on her phone, too. She invites herself and greets the phone from her laptop. The phone gets a signing key of its own, and the keys of the user. So it also helps when the laptop is lost later.',
    chapters: [
      'spec/protocol/greeting.md',
      'spec/protocol/client-greeting.md',
      'spec/protocol/client-keys.md',
    ],
    toldBy: {
      journey: 'greeting',
      from: 'invite_claimer_start_greeting_attempt',
      to: 'kept',
      text: 'The two machines meet, agree on a shared key and show their codes: steps 0 to 5 of a greeting. Alice does both comparisons. Each machine must prove itself to the other one, so there are two codes for one person, too.',
    },
    steps: {
      'invite_claimer_step 6': {
        title: '{actor} sends its public key, sealed',
        text: 'The phone asks for a label and sends the public half of its new signing key. It needs no new keys of a user.',
      },
      'invite_greeter_step 6': {
        title: '{actor} opens the request of the phone',
        text: 'The laptop opens it with the shared key. Alice decides.',
      },
      'invite_greeter_step 7': {
        title: '{actor} sends the keys of the user, sealed',
        text: 'The confirmation contains the private key of the user, without which the phone could not read her data, and the id and key of the realm of the user alone. The server relays it and cannot open it.',
      },
      'invite_claimer_step 7': {
        title: '{actor} receives the keys of the user',
        text: 'The phone opens the confirmation with the shared key. It now has the private key of the user and the root key of the organization.',
      },
    },
  },
  revocation: {
    title: 'Revoking a user',
    purpose:
      'Bob leaves, or his desktop is stolen. Alice signs that he is revoked. The server refuses all his devices from then on, and each member can verify who revoked him and when.',
    chapters: ['spec/commands/authenticated/user_revoke/README.md', 'spec/protocol/client-trust.md'],
    sections: [
      {
        heading: 'What a revocation does, and what it does not',
        paragraphs: [
          'A single device cannot be revoked: the user is, with all devices. If Bob only lost his desktop and has another device, he enrols a new desktop from it and stays the same user. With no other device he is revoked, which frees his e-mail address, and then invited as a new user.',
          'What Bob wrote stays. What his devices have already received stays there, too: a revocation makes nobody forget. It ends what the server gives him. What members then do with shared files is out of scope here.',
        ],
      },
    ],
    steps: {
      "certificate_get Alice's laptop": {
        title: '{actor} sees that the revocation is served',
        text: 'The client does not take the word of the server for it. It fetches the new certificates and verifies that the revocation is among them.',
      },
      "certificate_get Bob's desktop": {
        title: '{actor} is refused',
        text: 'The token of the request is signed correctly, but its author is revoked. HTTP 461 says so before any command is looked at.',
      },
    },
  },
};

/** Texts of steps, by the command, or by the command and the step of a greeting. */
export const stepTexts: Readonly<Record<string, StepText>> = {
  kept: {
    title: '{actor} makes its keys and seals them in a file',
    text: 'The client makes new private keys. Before it sends their public halves, it writes them to a file, so that they cannot be lost. A key that Argon2id makes of the password seals the file. Password and file stay on this machine. It is no device yet: ids and profile are missing.',
  },
  'kept again': {
    title: '{actor} seals the finished device in a file',
    text: 'Now the client has all that belongs to a device: its keys, the ids and profile that the greeter has signed, and the root verify key. It writes the device file, sealed by the password, and deletes the file with the keys alone.',
  },
  organization_bootstrap: {
    title: '{actor} bootstraps the organization',
    text: 'The client sends the root verify key and the certificates that the root signing key has signed. That key is deleted, so that it can never sign again. Each certificate is sent twice: the redacted one, without name, address and label, is for OUTSIDERs.',
  },
  certificate_get: {
    title: '{actor} fetches the certificates and verifies them',
    text: 'The client does not trust the server with the list of members. It verifies each signature, from the root key on.',
  },
  invite_new_user: {
    title: '{actor} invites an address',
    text: 'The server makes a token and mails a link with it. Every reader of the mail has the token, and so has the server. So the token only allows its holder to ask for a greeting.',
  },
  invite_new_device: {
    title: '{actor} invites a device of the same user',
    text: 'The server makes a token. The laptop makes a link of it, and Alice takes the link to her phone. No mail was asked for; email_sent is SUCCESS then, too.',
  },
  invite_info: {
    title: '{actor} opens the link',
    text: 'The token of the link authorises the request. The reply says who invited and who may greet. The client cannot verify that yet.',
  },
  invite_claimer_start_greeting_attempt: {
    title: '{actor} asks for a greeting',
    text: 'The claimer names the user who is to greet. The server makes an attempt for both.',
  },
  invite_list: {
    title: '{actor} looks the invitation up',
    text: 'An event, or Bob himself, told Alice that he waits. She sees the address that she invited.',
  },
  invite_greeter_start_greeting_attempt: {
    title: '{actor} joins the greeting',
    text: 'The greeter gets the same attempt.',
  },
  'invite_claimer_step 0': {
    title: '{actor} sends a public key, made for this attempt',
    text: 'The private half stays on the machine. The server could replace the public key by one of its own: until the codes are compared, nothing is proved.',
  },
  'invite_greeter_step 0': {
    title: '{actor} sends a public key, too',
    text: 'Each client computes the shared key from its own private key and the public key of the other one. The server knows only the two public keys, from which it cannot be computed.',
  },
  'invite_greeter_step 1': {
    title: '{actor} fetches the hash',
    text: 'A nonce is a random number that is used once. The greeter receives the hash of the nonce of the claimer before it shows its own.',
  },
  'invite_claimer_step 1': {
    title: '{actor} commits itself to a nonce',
    text: 'It sends the SHA-256 of 64 random bytes, its nonce. From now on it cannot choose another nonce, and it does not know the nonce of the greeter yet.',
  },
  'invite_greeter_step 2': {
    title: '{actor} sends its nonce',
    text: 'A nonce is no secret. The codes also depend on the shared key, which the server does not have.',
  },
  'invite_claimer_step 2': {
    title: '{actor} fetches the nonce of the greeter',
    text: 'The claimer has committed itself before it sees this nonce.',
  },
  'invite_claimer_step 3': {
    title: '{actor} sends the nonce that it committed itself to',
    text: 'Now both clients can compute both codes from the shared key and the two nonces.',
  },
  'invite_greeter_step 3': {
    title: '{actor} verifies the nonce',
    text: 'Its SHA-256 must be the hash of protocol step 1. So neither side could try nonces until the codes match.',
  },
  'spoken greeter': {
    title: 'First code: the greeter reads, the claimer finds it',
    text: 'The person at {actor} reads the code out. {peer} shows several, and the person there picks the one that they hear. If it is not there, they choose none, and the greeting ends. Otherwise this proves to {peer} that it shares the key with {actor}. It does not prove anything to {actor} yet.',
  },
  'invite_claimer_step 4': {
    title: '{actor} says that the greeter is trusted',
    text: 'The claimer shows its own code only after this.',
  },
  'invite_greeter_step 4': {
    title: '{actor} learns that it is trusted',
    text: 'The greeter still does not know whether to trust the claimer.',
  },
  'spoken claimer': {
    title: 'Second code: the claimer reads, the greeter finds it',
    text: 'The person at {actor} reads the other code out. {peer} shows several, and the person there picks the one that they hear. If it is not there, they choose none, and the greeting ends. Otherwise this proves to {peer} that it shares the key with {actor}. Now each side has compared a code.',
  },
  'invite_claimer_step 5': {
    title: '{actor} learns that it is trusted, too',
    text: 'The claimer sends nothing confidential before the greeter has found the second code.',
  },
  'invite_greeter_step 5': {
    title: '{actor} says that the claimer is trusted',
    text: 'On the wire the name of this step is just 5, unlike the names of the others.',
  },
  'invite_claimer_step 6': {
    title: '{actor} sends its public keys, sealed',
    text: 'Bob asks for a name and sends the public halves of his new keys, sealed under the shared key. Only the client on the other side of the comparison can open it.',
  },
  'invite_greeter_step 6': {
    title: '{actor} opens the request of the newcomer',
    text: 'The greeter opens it with the shared key. Alice decides about name and profile.',
  },
  user_create: {
    title: '{actor} signs the new user and the new device',
    text: "Alice's device signs the certificates of Bob and of his desktop that contain the public keys which came sealed. Each member can now verify Bob: her laptop signed him, and the root key signed her laptop.",
  },
  device_create: {
    title: '{actor} signs the new device',
    text: 'The laptop signs the certificate of the phone. Each member can now verify the phone: the laptop signed it.',
  },
  'invite_greeter_step 7': {
    title: '{actor} sends what the newcomer needs, sealed',
    text: 'Most of all the root key of the organization: from it the new client verifies all members. Only the first code makes it trustworthy.',
  },
  'invite_claimer_step 7': {
    title: '{actor} receives the confirmation',
    text: 'The claimer opens it with the shared key and learns the root key of the organization.',
  },
  'invite_claimer_step 8': {
    title: '{actor} acknowledges that its keys are saved',
    text: 'Only now may the invitation end: an answer that got lost until here can be asked for again.',
  },
  'invite_greeter_step 8': {
    title: '{actor} learns that the newcomer has saved its keys',
    text: 'The greeting is over.',
  },
  invite_complete: {
    title: '{actor} closes the invitation',
    text: 'The link works no more.',
  },
  user_revoke: {
    title: '{actor} signs the revocation',
    text: 'A certificate names the author, the revoked user and the time, but no reason. It is final: Bob would need a new user.',
  },
};
