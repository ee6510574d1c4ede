/** The bytes of a file, or why it was not read. */
export type FileRead =
  | { ok: true; bytes: Uint8Array }
  | { ok: false; reason: 'missing' | 'unreadable' | 'no-device-file'; detail: string };

/** A file or a folder, by its name in the folder that holds it. */
export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** A device file has about 900 bytes in practice. */
export const MAX_FILE_BYTES = 1024 * 1024;
