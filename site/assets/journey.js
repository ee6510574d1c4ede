// Shows one step of a journey at a time. Without scripts all steps are one below the other.
{
  const steps = [...document.querySelectorAll('.step')];
  const rows = [...document.querySelectorAll('.diagram a')];
  const diagram = document.querySelector('.diagram');
  const place = document.createElement('span');
  place.setAttribute('role', 'status');
  const bar = document.createElement('div');
  bar.className = 'walk';
  let current = 0;

  const go = (nth) => {
    if (nth < 0 || nth >= steps.length) return;
    location.hash = steps[nth].id;
    // At once: hashchange comes later, and a second key before it would start from the old step.
    show();
  };
  const button = (text, by) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = text;
    made.addEventListener('click', () => go(current + by));
    return made;
  };
  const back = button('← Back', -1);
  const forward = button('Forward →', 1);
  bar.append(back, place, forward);
  document.querySelector('.steps').before(bar);

  const show = () => {
    const named = steps.findIndex(({ id }) => `#${id}` === location.hash);
    current = Math.max(0, named);
    for (const [nth, step] of steps.entries()) step.hidden = nth !== current;
    back.disabled = current === 0;
    forward.disabled = current === steps.length - 1;
    place.textContent = `Step ${current + 1} of ${steps.length}`;
    const own = rows.filter((row) => row.getAttribute('href') === `#${steps[current].id}`);
    for (const row of rows) row.removeAttribute('aria-current');
    for (const row of own) row.setAttribute('aria-current', 'step');
    const shape = own[0]?.querySelector('.message, .note');
    if (shape) {
      const { top, left, width } = shape.getBoundingClientRect();
      const frame = diagram.getBoundingClientRect();
      diagram.scrollTop += top - frame.top - frame.height / 2;
      diagram.scrollLeft += left + width / 2 - frame.left - frame.width / 2;
    }
  };
  document.documentElement.classList.add('walking');
  // The names of the machines stay in sight.
  const heads = diagram.querySelector('.heads');
  const { width } = diagram.querySelector('svg').viewBox.baseVal;
  diagram.addEventListener('scroll', () => {
    const scale = width / diagram.querySelector('svg').clientWidth;
    heads.setAttribute('transform', `translate(0 ${diagram.scrollTop * scale})`);
  });
  addEventListener('hashchange', show);
  addEventListener('keydown', (event) => {
    const { key, target, altKey, ctrlKey, metaKey, shiftKey } = event;
    if (altKey || ctrlKey || metaKey || shiftKey) return;
    // These use the arrow keys themselves.
    if (target.closest('pre, input, .diagram, .table')) return;
    if (key === 'ArrowLeft') go(current - 1);
    if (key === 'ArrowRight') go(current + 1);
  });
  show();
}
