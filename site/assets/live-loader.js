// Loads each live part of a page when it is opened, if this browser has what it needs. Copies texts.
if (navigator.clipboard !== undefined) {
  for (const caption of document.querySelectorAll('figure.code > figcaption')) {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'copy' });
    button.textContent = 'Copy';
    caption.append(' ', button);
  }
  document.addEventListener('click', async ({ target }) => {
    if (!target.matches('button.copy') || target.textContent === 'Copied') return;
    const name = target.textContent;
    const text = target.dataset.text ?? target.closest('figure').querySelector('code').textContent;
    await navigator.clipboard.writeText(text);
    target.textContent = 'Copied';
    setTimeout(() => {
      target.textContent = name;
    }, 2000);
  });
}
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
