// Loads each live part of a page when it is opened.
{
  const base = new URL('.', document.currentScript.src);
  for (const part of document.querySelectorAll('details.live')) {
    const note = part.querySelector('p');
    part.addEventListener(
      'toggle',
      async () => {
        if (location.protocol === 'file:') {
          note.textContent = 'This part needs http: run parsec-spec site, or put the folder on a web host.';
          return;
        }
        note.textContent = 'Loading …';
        try {
          const { open } = await import(new URL(part.dataset.module, base).href);
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
