/**
 * The report's only script: filters checks by outcome and text, unpacks requirements when they are
 * wanted, opens the check that a link or a key leads to, and copies the text beside a button.
 */
export const script = `
(() => {
  const search = document.querySelector('input[type=search]');
  const boxes = [...document.querySelectorAll('.filter input[type=checkbox]')];
  const shown = document.querySelector('output');
  const all = (selector) => [...document.querySelectorAll(selector)];
  const textOf = (check) => {
    const group = check.closest('.requirement');
    return [check.id, group.querySelector('h3').textContent, group.closest('section').querySelector('h2').textContent, check.dataset.outcome].join(' ').toLowerCase();
  };
  // Requirements without a finding are packed until they are opened or searched.
  const unpack = async (details) => {
    const script = details.querySelector(':scope > script');
    if (script === null) return;
    script.remove();
    const bytes = Uint8Array.from(atob(script.textContent), (letter) => letter.charCodeAt(0));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    details.insertAdjacentHTML('beforeend', await new Response(plain).text());
  };
  // Buttons are added to what is open, because most exchanges are never opened.
  const addButtons = (root) => {
    for (const place of root.querySelectorAll('figcaption:not(:has(button)), code.again:not(:has(+ button))')) {
      const button = document.createElement('button');
      const isCode = place.localName === 'code';
      button.type = 'button';
      button.className = 'copy';
      button.textContent = 'Copy';
      button.setAttribute('aria-label', 'Copy ' + (isCode ? 'command' : place.textContent));
      place.insertAdjacentElement(isCode ? 'afterend' : 'beforeend', button);
    }
  };
  const copy = async (button) => {
    const source = button.previousElementSibling ?? button.closest('figure').querySelector('pre');
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch {
      // A page from a plain http: address has no clipboard.
      getSelection().selectAllChildren(source);
      document.execCommand('copy');
    }
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  };
  document.addEventListener('click', ({ target }) => {
    if (target.classList.contains('copy')) copy(target);
  });
  const unpackAll = () => Promise.all(all('.packed').map((details) => { details.open = true; return unpack(details); }));
  document.addEventListener('toggle', ({ target }) => {
    if (!target.open) return;
    if (target.classList.contains('packed')) unpack(target);
    else unpack(target).then(() => addButtons(target));
  }, true);
  const apply = async () => {
    await unpackAll();
    const words = search.value.toLowerCase().split(/\\s+/).filter((word) => word !== '');
    const outcomes = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const checks = all('.check');
    let count = 0;
    for (const check of checks) {
      const text = words.length > 0 ? textOf(check) : '';
      const visible = outcomes.has(check.dataset.outcome) && words.every((word) => text.includes(word));
      check.classList.toggle('none', !visible);
      if (visible) count += 1;
    }
    for (const group of all('.requirement, .packed, section[id]')) group.classList.toggle('none', group.querySelector('.check:not(.none)') === null);
    shown.textContent = count + ' of ' + checks.length + ' checks shown';
  };
  const show = async (find) => {
    let element = find();
    if (element === null) {
      await unpackAll();
      element = find();
    }
    if (element === null) return;
    if (element.closest('.none') !== null) {
      search.value = '';
      for (const box of boxes) box.checked = true;
      await apply();
    }
    if (element instanceof HTMLDetailsElement) element.open = true;
    element.scrollIntoView();
  };
  const open = () => show(() => document.getElementById(decodeURIComponent(location.hash.slice(1))));
  let current = -1;
  addEventListener('keydown', async (event) => {
    const step = { n: 1, p: -1 }[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey || event.target === search) return;
    const red = all('.check').filter((check) => ['fail', 'stale', 'flaky'].includes(check.dataset.outcome));
    if (red.length === 0) return;
    current = (current + step + red.length) % red.length;
    await show(() => red[current]);
    red[current].querySelector('summary').focus();
  });
  search.addEventListener('input', apply);
  for (const box of boxes) box.addEventListener('change', apply);
  addEventListener('hashchange', open);
  addButtons(document);
  document.querySelector('.filter').classList.remove('none');
  if (location.hash !== '') open();
})();
`;

const light = `--ink: #1b1f24; --soft: #57606a; --paper: #fff; --card: #f6f8fa; --line: #d0d7de; --link: #0550ae;
  --pass: #1a7f37; --fail: #cf222e; --warning: #8a5a00; --note: #0969da; --knownFailure: #8250df; --stale: #a40e26; --blocked: #57606a; --notTestable: #bc4c00; --notApplicable: #57606a; --flaky: #bf3989;`;

/**
 * The report's style: one column, readable on a phone, light or dark by the reader's setting. On
 * paper it is light and without what only a screen can use.
 */
export const style = `
:root { color-scheme: light dark; ${light} }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b3; --paper: #0d1117; --card: #161b22; --line: #30363d; --link: #6cb6ff;
  --pass: #57d364; --fail: #ff7b72; --warning: #e3b341; --note: #79c0ff; --knownFailure: #d2a8ff; --stale: #ffa198; --blocked: #9da7b3; --notTestable: #ffa657; --notApplicable: #9da7b3; --flaky: #ff9bce; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
a { color: var(--link); }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { font-size: 1rem; font-weight: 400; margin: 1rem 0 .25rem; overflow-wrap: anywhere; }
code, pre { font: .85rem/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { margin: .25rem 0; padding: .5rem; background: var(--paper); border: 1px solid var(--line); border-radius: .3rem; white-space: pre-wrap; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .75rem; margin: .5rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.verdict { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; }
.selection { margin: .5rem 0 0; padding: .3rem .6rem; border-left: 4px solid var(--notTestable); background: var(--card); overflow-wrap: anywhere; }
.selection code { display: inline-block; }
.key { display: flex; flex-wrap: wrap; gap: .1rem 1rem; list-style: none; margin: 1rem 0 0; padding: 0; }
.key i { display: inline-block; width: .8rem; height: .8rem; margin-right: .35rem; border-radius: .15rem; vertical-align: -.05rem; }
.verdict strong { font-size: 1.5rem; padding: .1rem .9rem; border-radius: .4rem; border: 2px solid currentColor; }
b { font-weight: 600; white-space: nowrap; }
.pass { color: var(--pass); }
.fail { color: var(--fail); }
.warning { color: var(--warning); }
.note { color: var(--note); }
.knownFailure { color: var(--knownFailure); }
.stale { color: var(--stale); }
.blocked { color: var(--blocked); }
.notTestable { color: var(--notTestable); }
.notApplicable { color: var(--notApplicable); }
.flaky { color: var(--flaky); }
.check[data-outcome=notApplicable], .check[data-outcome=blocked] { background: none; }
.legend, .packed { margin: .5rem 0; }
.packed > summary, .legend > summary { cursor: pointer; color: var(--soft); }
.soft { color: var(--soft); }
.row { font-weight: 600; }
.bars { list-style: none; margin: .5rem 0 1rem; padding: 0; display: grid; gap: .35rem; }
.bars a { display: grid; grid-template-columns: 7rem 1fr 4.5rem; gap: .75rem; align-items: center; color: inherit; text-decoration: none; }
.bars a:hover .name, .bars a:focus-visible .name { text-decoration: underline; }
.bar { display: flex; height: 1rem; border-radius: .25rem; overflow: hidden; background: var(--card); border: 1px solid var(--line); }
.bar i { display: block; min-width: 3px; }
main > h2 { margin-top: 1rem; }
.causes { margin: 0; padding: 0 0 0 1.5rem; }
.causes li { margin: .6rem 0; overflow-wrap: anywhere; }
.causes p, .causes dl { margin: .15rem 0; }
.others > summary { cursor: pointer; color: var(--soft); }
h2 > .soft { font-size: 1rem; font-weight: 400; }
.findings { list-style: none; margin: 0; padding: 0; }
.findings li { margin: .4rem 0; overflow-wrap: anywhere; }
.filter { border-bottom: 1px solid var(--line); padding: .5rem 0; }
.filter input[type=search] { width: 100%; font: inherit; padding: .4rem .6rem; border: 1px solid var(--soft); border-radius: .3rem; background: var(--paper); color: var(--ink); }
.filter fieldset { display: flex; flex-wrap: wrap; gap: .1rem .9rem; border: 0; margin: .4rem 0 0; padding: 0; }
.filter legend { position: absolute; clip-path: inset(50%); }
.filter label { display: inline-flex; gap: .3rem; align-items: center; min-height: 1.6rem; }
.check { background: var(--card); border: 1px solid var(--line); border-radius: .3rem; margin: .3rem 0; }
.check > summary { padding: .35rem .6rem; cursor: pointer; display: flex; flex-wrap: wrap; gap: .1rem .75rem; align-items: baseline; }
.check > summary code { overflow-wrap: anywhere; }
.check > div { padding: 0 .6rem .6rem; }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); gap: .5rem; margin-bottom: .5rem; }
figure { margin: 0; min-width: 0; }
figcaption { display: flex; justify-content: space-between; align-items: center; color: var(--soft); min-height: 1.8rem; }
pre[tabindex] { max-height: 24rem; overflow: auto; }
.copy { margin-left: .4rem; font: .85rem/1.4 system-ui, sans-serif; color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: .3rem; min-height: 1.6rem; padding: 0 .5rem; cursor: pointer; }
.exchange b { white-space: normal; }
.exchange > summary { cursor: pointer; padding: .2rem 0; overflow-wrap: anywhere; }
p.exchange { margin: .2rem 0; overflow-wrap: anywhere; }
.none { display: none; }
footer { margin: 3rem 0 1rem; color: var(--soft); }
@media (max-width: 36rem) { .bars a { grid-template-columns: 7.2rem 1fr 4.2rem; gap: .4rem; } dl { grid-template-columns: 1fr; } dt { margin-top: .3rem; } main > h2 { margin-top: 1rem; }
.name { overflow-wrap: anywhere; } }
@media print { :root { color-scheme: light; font-size: 80%; ${light} }
body { max-width: none; padding: 0; }
a { color: inherit; text-decoration: none; }
.filter, .copy, .legend, .packed, noscript { display: none; }
.others::details-content { content-visibility: visible; block-size: auto; }
.bar, .bar i, .key i, .verdict strong { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
pre[tabindex] { max-height: none; overflow: visible; }
.causes li, .findings li, .bars li, figure { break-inside: avoid; }
h2, h3, summary { break-after: avoid; } }
`;
