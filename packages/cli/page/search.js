import { choose } from './actions.js';
import { make, placeOf } from './details.js';
import { details, found, modules, nodes, search } from './state.js';

/** The field in which functions are looked for, and its list. */

/** @type {number[]} */
let hits = [];
let at = 0;

function find() {
  const text = search.value.trim().toLowerCase();
  const scored = nodes.flatMap(({ name, module, kind }, index) => {
    if (text === '' || kind === 'hub') return [];
    const own = name.toLowerCase();
    const file = module === null ? '' : modules[module].file.toLowerCase();
    const score =
      own === text
        ? 0
        : own.startsWith(text)
          ? 1
          : own.includes(text)
            ? 2
            : `${file}:${nodes[index].line}`.includes(text)
              ? 3
              : -1;
    return score < 0 ? [] : [{ index, score: score * 2 + (kind === 'untouched' ? 1 : 0) }];
  });
  hits = scored
    .sort((a, b) => a.score - b.score)
    .slice(0, 50)
    .map(({ index }) => index);
  at = 0;
  const list = hits.map((index, number) => {
    const row = make(
      'div',
      { role: 'option', id: `hit${number}` },
      make('span', {}, make('span', { class: `dot ${nodes[index].kind}` }), nodes[index].name),
      make('span', { class: 'place' }, placeOf(index)),
    );
    row.addEventListener('mousedown', (event) => {
      event.preventDefault();
      take(number);
    });
    return row;
  });
  found.replaceChildren(
    ...(list.length > 0 ? list : [make('div', { class: 'none' }, 'Nothing is called like that.')]),
  );
  found.hidden = text === '';
  search.setAttribute('aria-expanded', String(!found.hidden));
  select(0);
}

/** @param {number} number */
function select(number) {
  at = Math.max(0, Math.min(hits.length - 1, number));
  for (const row of found.children)
    row.setAttribute('aria-selected', String(row.id === `hit${at}`));
  search.setAttribute('aria-activedescendant', hits.length > 0 ? `hit${at}` : '');
  found.children[at]?.scrollIntoView({ block: 'nearest' });
}

/** @param {number} number */
function take(number) {
  const index = hits[number];
  if (index === undefined) return;
  found.hidden = true;
  search.setAttribute('aria-expanded', 'false');
  search.value = '';
  details.focus();
  choose(index);
}

search.addEventListener('input', find);
search.addEventListener('blur', () => {
  found.hidden = true;
});
search.addEventListener('keydown', (event) => {
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  const by = moves[/** @type {'ArrowUp'} */ (event.key)];
  if (by) select(at + by);
  else if (event.key === 'Enter') take(at);
  else if (event.key === 'Escape') search.blur();
  else return;
  event.preventDefault();
});
