import { type FileRead, type FolderEntry, MAX_FILE_BYTES } from './platform.ts';

// The functions of node-files.ts. A file is a record of one object store, by its path. Folders are
// only in the paths.
const DATABASE = 'parsec-spec';
const STORE = 'files';

let database: Promise<IDBDatabase> | undefined;

function openDatabase(): Promise<IDBDatabase> {
  database ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      // A page of another version, or the person, may delete the database.
      request.result.onversionchange = () => {
        request.result.close();
        database = undefined;
      };
      resolve(request.result);
    };
  }).catch((error: unknown) => {
    database = undefined;
    throw error;
  });
  return database;
}

/**
 * Runs requests in one transaction, and returns the result of the last one that `ask` returns. A
 * change is on disk when the promise resolves.
 */
async function transact<Result>(
  mode: IDBTransactionMode,
  ask: (files: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const opened = await openDatabase();
  return new Promise((resolve, reject) => {
    const transaction = opened.transaction(STORE, mode, { durability: 'strict' });
    const request = ask(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const joinPath = (folder: string, name: string): string => `${folder}/${name}`;

export const resolveLinks = async (path: string): Promise<string> => path;

export async function writeSecretFile(path: string, bytes: Uint8Array): Promise<void> {
  await transact('readwrite', (files) => files.put(Uint8Array.from(bytes), path));
}

export async function renameSecretFile(from: string, to: string): Promise<void> {
  const bytes = await transact<Uint8Array | undefined>('readwrite', (files) => {
    const request: IDBRequest<Uint8Array | undefined> = files.get(from);
    request.onsuccess = () => {
      if (request.result === undefined) return;
      files.put(request.result, to);
      files.delete(from);
    };
    return request;
  });
  if (bytes === undefined) throw new Error(`there is no file ${from} to rename`);
}

export async function removeSecretFile(path: string): Promise<void> {
  await transact('readwrite', (files) => files.delete(path));
}

const readFile = (path: string): Promise<Uint8Array | undefined> =>
  transact('readonly', (files) => files.get(path) as IDBRequest<Uint8Array | undefined>);

export async function readSmallFile(path: string): Promise<FileRead> {
  const bytes = await readFile(path).catch((error: Error) => error);
  if (bytes instanceof Error) return { ok: false, reason: 'unreadable', detail: bytes.name };
  if (bytes === undefined) return { ok: false, reason: 'missing', detail: 'it is not in this browser' };
  if (bytes.length > MAX_FILE_BYTES)
    return { ok: false, reason: 'no-device-file', detail: `it has ${bytes.length} bytes` };
  return { ok: true, bytes };
}

export async function readOwnFile(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path);
  if (bytes === undefined) throw new Error(`there is no file ${path}`);
  return bytes;
}

export async function listFolder(folder: string): Promise<readonly FolderEntry[] | undefined> {
  const prefix = `${folder}/`;
  const paths = await transact('readonly', (files) =>
    files.getAllKeys(IDBKeyRange.bound(prefix, `${prefix}\uffff`)),
  );
  const entries = new Map<string, FolderEntry>();
  for (const path of paths) {
    const [name = '', ...below] = String(path).slice(prefix.length).split('/');
    const isFolder = below.length > 0;
    entries.set(name, { name, isFolder: isFolder || (entries.get(name)?.isFolder ?? false) });
  }
  return entries.size === 0 ? undefined : [...entries.values()];
}
