import { choose, show, showAround } from './actions.js';
import { details, edges, modules, nodes, program, state, steps } from './state.js';

/** The panel beside the picture: what is said of a function, of a cycle, of the program. */

/** @typedef {import('./picture.js').Item} Item */

/** @param {string} tag @param {Record<string, string>} attributes @param {...(Node | string)} children */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** @param {string} text @param {() => unknown} run */
function button(text, run) {
  const made = make('button', { type: 'button' }, text);
  made.addEventListener('click', run);
  return made;
}

/** @param {number} index */
export const placeOf = (index) => {
  const { module, line, column } = nodes[index];
  return module === null ? '' : `${modules[module].file}:${line}:${column}`;
};

const NAMES = {
  target: 'a fiber starts here',
  primitive: 'switches itself',
  compiled: 'compiled',
  barrier: 'barrier',
  untouched: 'untouched',
  hub: 'stands for many',
};

/** What stands for many says something only where it lies between functions that matter. @param {number} index */
const isTold = (index) => nodes[index].kind !== 'hub' || nodes[index].matters;

/** @param {number} index @param {string} under */
function entry(index, under) {
  const { name, kind } = nodes[index];
  const one = button('', () => choose(index));
  one.append(
    make('span', { class: `dot ${kind}`, title: NAMES[kind] }),
    name,
    make('span', { class: 'place' }, under),
  );
  return make('li', {}, one);
}

/** @param {string} title @param {Node[]} list @param {'ol' | 'ul'} tag */
const section = (title, list, tag = 'ul') =>
  list.length === 0 ? [] : [make('h3', {}, title), make(tag, {}, ...list)];

/** @param {number[] | null} way @param {string} title @param {string} none @param {string} empty */
function wayOf(way, title, none, empty) {
  if (way === null) return [make('h3', {}, title), make('p', {}, none)];
  if (way.length === 0) return empty ? [make('h3', {}, title), make('p', {}, empty)] : [];
  const list = way.map((number) => {
    const { file, line, column, text } = steps[number];
    const one = button(text, () => {
      const at = functionAt(file, line, column);
      if (at !== null) choose(at);
    });
    one.append(make('span', { class: 'place' }, `${file}:${line}:${column}`));
    return make('li', {}, one);
  });
  return section(title, list, 'ol');
}

/** The function that a call stands in. @param {string} file @param {number} line @param {number} column */
function functionAt(file, line, column) {
  const call = edges.find(
    ([from, , l, c]) =>
      l === line && c === column && modules[nodes[from].module ?? -1]?.file === file,
  );
  return call ? call[0] : null;
}

/** @param {number} index */
export function describe(index) {
  const { name, kind, reason, from, to, decision, module } = nodes[index];
  const calls = (/** @type {0 | 1} */ end) =>
    edges
      .filter(
        (edge) =>
          edge[end] === index &&
          edge[1 - end] !== index &&
          isTold(/** @type {number} */ (edge[1 - end])),
      )
      .map((edge) => {
        const other = /** @type {number} */ (edge[1 - end]);
        const file = modules[nodes[edge[0]].module ?? -1]?.file;
        const at = edge[2] === null || file === undefined ? '' : `${file}:${edge[2]}:${edge[3]}`;
        return entry(
          other,
          `${at}${edge[4] === 'direct' ? '' : ` (${edge[4] === 'later' ? 'later, not on its stack' : 'through code that is not compiled'})`}`,
        );
      });
  details.replaceChildren(
    make('h2', {}, name),
    make('p', {}, make('code', {}, placeOf(index))),
    make('p', {}, make('span', { class: `badge ${kind}` }, NAMES[kind]), ` ${reason}`),
    make(
      'div',
      { class: 'acts' },
      button('Only what is around it', () => showAround(index)),
    ),
    ...(module === null || decision === null
      ? []
      : [
          ...wayOf(
            from,
            'How a fiber gets here',
            'No fiber is known to run it.',
            'A fiber starts here.',
          ),
          ...wayOf(to, 'How it gets to a switch', 'No way to a switch is known.', ''),
        ]),
    ...section('Who calls it', calls(1)),
    ...section('Whom it calls', calls(0)),
  );
  details.scrollTop = 0;
}

/** @param {Item} item */
export function describeCycle({ members, id }) {
  const open = () => show({ cycles: new Set([...state.view.cycles, Number(id.slice(1))]) });
  details.replaceChildren(
    make('h2', {}, `${members.length} functions that call each other`),
    make('div', { class: 'acts' }, button('Draw them one by one', open)),
    ...section(
      'They are',
      members.map((index) => entry(index, placeOf(index))),
    ),
  );
}

export function describeProgram() {
  const count = (/** @type {string} */ kind) => nodes.filter((node) => node.kind === kind).length;
  const functions = nodes.filter(({ decision }) => decision !== null);
  const compiled = functions.filter(({ decision }) => decision === 'compile');
  const list = (/** @type {string} */ kind) =>
    nodes.flatMap((node, index) => (node.kind === kind ? [entry(index, placeOf(index))] : []));
  details.replaceChildren(
    make('h2', {}, program.title),
    make(
      'p',
      {},
      `${compiled.length} of ${functions.length} functions in ${modules.length} modules are compiled.`,
    ),
    make(
      'p',
      {},
      'Click a module to open it, its frame to fold it, and a function to see why it is compiled.',
    ),
    ...section(`Barriers (${count('barrier')})`, list('barrier').slice(0, 100)),
    ...section(`A fiber starts here (${count('target')})`, list('target').slice(0, 100)),
    ...section(`Switch themselves (${count('primitive')})`, list('primitive').slice(0, 100)),
  );
}
