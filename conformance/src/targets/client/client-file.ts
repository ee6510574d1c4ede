import type { BaselineEntry, Environment } from '../target-file.ts';

/** How to recognize a text on the screen, and what the user then does. */
export interface DialogueStep {
  /** Regular expression. It is searched in the text since the last match. */
  readonly expect: string;
  /** The group `code` of `expect` is the client's own code, which its user reads out. */
  readonly shown?: boolean;
  /** Matches each code that the client offers, within the text that `expect` matched. */
  readonly choices?: string;
  /** Matches each address of the terms, within that text. Groups `locale` and `url`. */
  readonly terms?: string;
  /** Keys that the user presses. */
  readonly send?: string;
  /** Keys of a user who finds no code right, or who declines the terms. Default: `cancel`. */
  readonly decline?: string;
}

/** How a client does one act: a command line, and the dialogue that follows. */
export interface DialogueAct {
  readonly arguments: readonly string[];
  /** Steps in any order. Each may occur several times. The earliest match in the text counts. */
  readonly dialogue?: readonly DialogueStep[];
  /** The text must match this if the act succeeded. */
  readonly ok?: string;
  /** A text that matches this shows that the act failed, whatever the exit code is. */
  readonly refused?: string;
  /**
   * The parts of the text that explain the end of the act to the user. Default: `said` of the file.
   */
  readonly said?: string;
}

/** How a client lists users. */
export interface ListDialogue extends DialogueAct {
  /** Each match is a user. Its named groups are the fields. */
  readonly users?: string;
}

/** How a client invites. */
export interface InviteDialogue extends DialogueAct {
  /** Its group `link` is the link of the invitation. */
  readonly link: string;
}

/** The acts of a client file. `watch` is missing: events are no dialogue. */
export interface DialogueActs {
  readonly bootstrap?: DialogueAct;
  readonly logIn?: DialogueAct;
  readonly list?: ListDialogue;
  readonly changePassword?: DialogueAct;
  readonly acceptTerms?: DialogueAct;
  readonly invite?: { readonly user: InviteDialogue; readonly device: InviteDialogue };
  readonly claim?: DialogueAct;
  readonly greet?: DialogueAct;
  readonly revoke?: DialogueAct;
}

/** The content of a client file (`conformance/clients/client.schema.json`). */
export interface ClientFile {
  readonly name: string;
  readonly program: {
    /** The program, if the environment variable is not set. */
    readonly path: string;
    /** Environment variable with the path of the program. */
    readonly variable?: string;
  };
  /** Prints the version. The first group of `pattern` is the version. */
  readonly version: { readonly arguments: readonly string[]; readonly pattern: string };
  readonly environment?: Environment;
  /** Matches the path of a device file below home. The first group is `{deviceId}`. */
  readonly deviceFile?: string;
  readonly opensForeignFiles?: boolean;
  /** Exit codes of a program that ended an act. Any other code is a crash. Default: 0; 1 and 2. */
  readonly exitCodes?: { readonly ok: readonly number[]; readonly refused: readonly number[] };
  /** Keys that cancel an act. Default: Ctrl-C. */
  readonly cancel?: string;
  /** The parts of the text that explain the end of an act to the user. Default: the whole text. */
  readonly said?: string;
  readonly acts: DialogueActs;
  readonly baseline?: readonly BaselineEntry[];
}
