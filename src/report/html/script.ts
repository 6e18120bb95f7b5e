/** What the page does beside showing: filters, unfolding, printing. Without it, everything is there to be read. */
export const SCRIPT = `
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  for (const tools of all('[data-tools]')) {
    const list = document.getElementById(tools.dataset.tools);
    const rows = all('[data-text]', list);
    const text = tools.querySelector('input');
    const group = tools.querySelector('select');
    const status = tools.querySelector('[role=status]');
    const holders = all('details', list).filter((fold) => fold.querySelector('[data-text]'));
    const apply = () => {
      const words = text.value.toLowerCase().split(/\\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const fits =
          words.every((word) => row.dataset.text.includes(word)) && (!group || !group.value || row.dataset.group === group.value);
        row.hidden = !fits;
        if (fits) shown++;
      }
      // a row that is sought is not to stay folded
      for (const fold of holders) fold.open = words.length > 0 || (group && group.value !== '');
      status.textContent = shown === rows.length ? '' : shown + ' of ' + rows.length + ' shown';
    };
    text.addEventListener('input', apply);
    if (group) group.addEventListener('change', apply);
    const unfold = tools.querySelector('button');
    if (unfold) {
      const folds = all('details', list);
      unfold.addEventListener('click', () => {
        const open = folds.some((fold) => !fold.open);
        for (const fold of folds) fold.open = open;
        unfold.textContent = open ? 'Fold all' : 'Unfold all';
      });
    }
    tools.hidden = false;
  }
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
    target.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  reveal();
  let folded = [];
  addEventListener('beforeprint', () => {
    folded = all('details:not([open])');
    for (const fold of folded) fold.open = true;
  });
  addEventListener('afterprint', () => {
    for (const fold of folded) fold.open = false;
  });
})();
`;
