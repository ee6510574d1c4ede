/** Lets the browser save the sealed file of a device. */
export function saveFile(bytes: Uint8Array, name: string): void {
  const blob = new Blob([Uint8Array.from(bytes)], { type: 'application/octet-stream' });
  const address = URL.createObjectURL(blob);
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(address);
}

/** Said after the browser was asked to save a device file. */
export const fileSaved =
  'The browser saves the file. Keep it in another place; it opens only with your password.';
