/**
 * The report's only script: filters checks by outcome and text, and opens the check that a link
 * targets.
 */
export const script = `
(() => {
  const search = document.querySelector('input[type=search]');
  const boxes = [...document.querySelectorAll('.filter input[type=checkbox]')];
  const checks = [...document.querySelectorAll('.check')];
  const groups = [...document.querySelectorAll('.requirement')];
  const sections = [...document.querySelectorAll('section[id]')];
  const shown = document.querySelector('output');
  const apply = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter((word) => word !== '');
    const outcomes = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let count = 0;
    for (const check of checks) {
      const visible = outcomes.has(check.dataset.outcome) && words.every((word) => check.dataset.text.includes(word));
      check.classList.toggle('none', !visible);
      if (visible) count += 1;
    }
    for (const group of [...groups, ...sections]) group.classList.toggle('none', group.querySelector('.check:not(.none)') === null);
    shown.textContent = count + ' of ' + checks.length + ' checks shown';
  };
  const open = () => {
    const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (wanted instanceof HTMLDetailsElement) wanted.open = true;
  };
  search.addEventListener('input', apply);
  for (const box of boxes) box.addEventListener('change', apply);
  addEventListener('hashchange', open);
  document.querySelector('.filter').classList.remove('none');
  open();
  apply();
})();
`;
