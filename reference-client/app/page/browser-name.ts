const browserNames = [
  ['Edge', /Edg\w*\//],
  ['Opera', /OPR\//],
  ['Firefox', /Firefox\/|FxiOS\//],
  ['Chrome', /Chrome\/|CriOS\//],
  ['Safari', /Safari\//],
] as const;

const systemNames = [
  ['Android', /Android/],
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux/],
] as const;

/**
 * What a device of this browser is called unless a person says otherwise.
 *
 * @param agent how the browser names itself
 */
export function browserName(agent: string = navigator.userAgent): string {
  const [browser, system] = [browserNames, systemNames].map(
    (names) => names.find(([, pattern]) => pattern.test(agent))?.[0],
  );
  return system === undefined ? (browser ?? 'Browser') : `${browser ?? 'Browser'} on ${system}`;
}
