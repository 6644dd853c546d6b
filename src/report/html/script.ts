/**
 * The page's one script, as text: it must be the same to the byte in the sources and in the built package, for the
 * page names its hash. Without it the page only lacks sorting. The keys are computed in sort-key.ts; here they are
 * whole numbers, and rows without one stay last, in the order in which they were.
 */
export const PAGE_SCRIPT = `'use strict';
(() => {
  const NEXT = { none: 'ascending', ascending: 'descending', descending: 'none' };
  const SIGN = { ascending: 1, descending: -1 };

  const sortable = (table) => {
    const body = table.tBodies[0];
    const rows = [...(body ? body.rows : [])];
    if (rows.length < 2) return;
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const key = (row) => Number(row.cells[column].dataset.key ?? Infinity);
      const order = (sign) => (a, b) => {
        const [one, other] = [key(a), key(b)];
        if (one === other) return 0;
        if (one === Infinity || other === Infinity) return one === Infinity ? 1 : -1;
        return (one - other) * sign;
      };
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      button.addEventListener('click', () => {
        const next = NEXT[head.getAttribute('aria-sort')];
        for (const one of heads) one.setAttribute('aria-sort', 'none');
        head.setAttribute('aria-sort', next);
        body.append(...(next === 'none' ? rows : [...rows].sort(order(SIGN[next]))));
      });
      head.append(button);
      head.setAttribute('aria-sort', 'none');
    });
  };

  // A box that does not need to scroll is no stop for the keyboard, and lets the head of its table stick to the window.
  const fit = (box) => {
    const fits = box.firstElementChild.getBoundingClientRect().width <= box.clientWidth + 1;
    box.classList.toggle('fits', fits);
    box.setAttribute('role', fits ? 'group' : 'region');
    if (fits) box.removeAttribute('tabindex');
    else box.tabIndex = 0;
  };

  const wide = matchMedia('(min-width: 70rem)');
  const foldContents = () => {
    const details = document.querySelector('nav details');
    if (details) details.open = wide.matches;
  };

  document.querySelectorAll('table').forEach(sortable);
  const watch = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(target)));
  document.querySelectorAll('.scroll').forEach((box) => watch.observe(box));
  foldContents();
  wide.addEventListener('change', foldContents);
})();
`;
