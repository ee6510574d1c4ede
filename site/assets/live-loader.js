// Loads each live part of a page when it is opened, if this browser has what it needs.
{
  const base = new URL('.', document.currentScript.src);
  const server = [
    'AbortSignal.any',
    'Array.prototype.toSorted',
    'Map.groupBy',
    'Promise.withResolvers',
    'String.prototype.isWellFormed',
    'crypto.getRandomValues',
  ];
  const needs = { 'live.js': server, 'judge.js': [...server, 'WebAssembly.instantiate'] };
  const has = (path) => path.split('.').reduce((value, name) => value?.[name], globalThis) !== undefined;
  const obstacle = (module) => {
    if (location.protocol === 'file:')
      return 'This part needs http: run npx --no parsec-spec site, or put the folder on a web host.';
    const missing = (needs[module] ?? server).filter((path) => !has(path));
    return missing.length === 0
      ? undefined
      : `This part needs a newer browser, such as one of 2024. This one lacks ${missing.join(', ')}.`;
  };
  for (const part of document.querySelectorAll('details.live')) {
    const note = part.querySelector('p');
    part.addEventListener(
      'toggle',
      async () => {
        const { module } = part.dataset;
        note.textContent = obstacle(module) ?? 'Loading …';
        if (obstacle(module) !== undefined) return;
        try {
          const { open } = await import(new URL(module, base).href);
          await open(part);
          note.remove();
        } catch (error) {
          note.textContent = `This browser cannot run the live part: ${error.message}`;
        }
      },
      { once: true },
    );
  }
}
