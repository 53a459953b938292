import { draw, firstView } from './picture.js';

/**
 * The page: search, picture, details. What is shown follows from `state`, and is drawn anew when that changes.
 *
 * @typedef {import('./picture.js').DrawnProgram} DrawnProgram
 * @typedef {import('./picture.js').View} View
 * @typedef {import('./picture.js').Item} Item
 */

const element = (/** @type {string} */ id) =>
  /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {DrawnProgram} */
const program = JSON.parse(element('program').textContent ?? '');
const { nodes, modules, edges, steps } = program;
const [drawing, details, found, status] = ['drawing', 'details', 'found', 'status'].map(element);
const search = /** @type {HTMLInputElement} */ (element('search'));
const all = /** @type {HTMLInputElement} */ (element('all'));

/** @type {{ view: View, chosen: string | null, items: Map<string, Item>, box: number[], whole: number[] }} */
const state = {
  view: firstView(program),
  chosen: null,
  items: new Map(),
  box: [0, 0, 1, 1],
  whole: [0, 0, 1, 1],
};

/* ------------------------------------------------------------------ layout, in a thread of its own */

/** A layout that takes longer is given up: the page has to stay alive. */
const PATIENCE_MS = 20_000;

/** @type {Worker | null} */
let worker = null;
let round = 0;

function startWorker() {
  // Graphviz asks its script where it was loaded from; here it was not.
  const text = `var document = { currentScript: { tagName: 'SCRIPT', src: location.href }, baseURI: location.href }; var module = { exports: {} }, exports = module.exports;
${element('viz').textContent}
const ready = module.exports.instance();
onmessage = async ({ data: { round, dot } }) => {
  try { postMessage({ round, svg: (await ready).renderString(dot, { format: 'svg' }) }); }
  catch (error) { postMessage({ round, error: String(error) }); }
};`;
  return new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
}

/** @param {string} dot @returns {Promise<string | null>} null: something newer is being laid out */
function layout(dot) {
  worker ??= startWorker();
  const own = ++round;
  const current = worker;
  return new Promise((done, fail) => {
    const end = () => {
      clearTimeout(timer);
      current.removeEventListener('message', take);
    };
    const timer = setTimeout(() => {
      end();
      current.terminate();
      worker = null;
      fail(
        new Error(
          'this is too much to be laid out; fold something, or look at what is around one function',
        ),
      );
    }, PATIENCE_MS);
    const take = (/** @type {MessageEvent} */ { data }) => {
      if (data.round !== own) return;
      end();
      if (data.error) fail(new Error(data.error));
      else done(own === round ? data.svg : null);
    };
    current.addEventListener('message', take);
    current.onerror = (event) => {
      end();
      fail(new Error(event.message));
    };
    current.postMessage({ round: own, dot });
  });
}

/* ------------------------------------------------------------------ picture */

async function redraw() {
  const { dot, items, drawn, calls } = draw(program, state.view);
  state.items = items;
  element('back').hidden = state.view.around === null;
  all.checked = state.view.all;
  const message = document.createElement('div');
  message.className = 'message';
  message.textContent = 'Laying out…';
  drawing.append(message);
  drawing.setAttribute('aria-busy', 'true');
  try {
    const svg = await layout(dot);
    if (svg === null) return;
    drawing.innerHTML = svg.slice(svg.indexOf('<svg'));
    prepare(/** @type {SVGSVGElement} */ (drawing.querySelector('svg')));
    const shown = items.size === 1 ? '1 node' : `${items.size} nodes`;
    status.textContent =
      drawn < calls
        ? `${shown}, the most important ${drawn} of ${calls} lines`
        : `${shown}, ${calls} lines`;
  } catch (error) {
    drawing.textContent = /** @type {Error} */ (error).message;
  }
  drawing.removeAttribute('aria-busy');
  mark();
}

/** @param {SVGSVGElement} svg */
function prepare(svg) {
  const { x, y, width, height } = svg.viewBox.baseVal;
  svg.removeAttribute('width');
  svg.removeAttribute('height');
  state.whole = [x, y, width, height];
  fit(READABLE);
  for (const node of svg.querySelectorAll('g.node')) {
    node.setAttribute('tabindex', '0');
    node.setAttribute('role', 'button');
    node.setAttribute('aria-label', state.items.get(node.id)?.label.replaceAll('\n', ', ') ?? '');
  }
}

/** So many times smaller than it was drawn text can still be read. */
const READABLE = 1.5;

/** Shows the whole picture, if that need not be smaller than `smallest`, and never larger than it was drawn. */
function fit(smallest = Number.POSITIVE_INFINITY) {
  const [x, y, width, height] = state.whole;
  const { clientWidth, clientHeight } = drawing;
  const scale = Math.max(
    1,
    Math.min(smallest, Math.max(width / (clientWidth || 1), height / (clientHeight || 1))),
  );
  const [w, h] = [clientWidth * scale, clientHeight * scale];
  // What does not fit is read from the left, where fibers start.
  setBox([w < width ? x : x + width / 2 - w / 2, y + height / 2 - h / 2, w, h]);
}

/** @param {number[]} box */
function setBox(box) {
  state.box = box;
  drawing.querySelector('svg')?.setAttribute('viewBox', box.map((one) => one.toFixed(1)).join(' '));
}

/** @param {number} factor @param {number} atX @param {number} atY in parts of the window */
function zoom(factor, atX = 0.5, atY = 0.5) {
  const [x, y, w, h] = state.box;
  setBox([x + w * (1 - factor) * atX, y + h * (1 - factor) * atY, w * factor, h * factor]);
}

/** @param {number} dx @param {number} dy in parts of the window */
function move(dx, dy) {
  const [x, y, w, h] = state.box;
  setBox([x + w * dx, y + h * dy, w, h]);
}

/** Shows what is chosen, and which lines are its own. */
function mark() {
  const { chosen } = state;
  const isDrawn = chosen !== null && state.items.has(chosen);
  drawing.classList.toggle('choosing', isDrawn);
  for (const node of drawing.querySelectorAll('g.node'))
    node.classList.toggle('chosen', node.id === chosen);
  for (const edge of drawing.querySelectorAll('g.edge')) {
    const ends = (edge.querySelector('title')?.textContent ?? '').split('->');
    edge.classList.toggle('near', chosen !== null && ends.includes(chosen));
  }
}

/** @param {string} id */
function reveal(id) {
  const node = drawing.querySelector(`#${CSS.escape(id)}`);
  const svg = drawing.querySelector('svg');
  if (!(node instanceof SVGGraphicsElement) || !svg) return;
  const [x, y, w] = state.box;
  const scale = drawing.clientWidth > 0 ? w / drawing.clientWidth : 1;
  if (scale > READABLE) setBox([x, y, drawing.clientWidth, drawing.clientHeight]);
  const outer = drawing.getBoundingClientRect();
  const inner = node.getBoundingClientRect();
  move(
    (inner.left + inner.width / 2 - outer.left - outer.width / 2) / outer.width,
    (inner.top + inner.height / 2 - outer.top - outer.height / 2) / outer.height,
  );
}

/* ------------------------------------------------------------------ what can be done */

/** @param {Partial<View>} change */
async function show(change) {
  state.view = { ...state.view, ...change };
  await redraw();
}

/** @param {number} index */
async function showAround(index) {
  state.chosen = `f${index}`;
  await show({ around: index });
  reveal(state.chosen);
}

/** Opens whatever a function is folded into, so that it is drawn. @param {number} index */
async function choose(index) {
  const { module, matters } = nodes[index];
  const { view } = state;
  state.chosen = `f${index}`;
  describe(index);
  location.replace(`#f${index}`);
  if (view.around !== null || (!matters && !view.all)) await show({ around: index });
  else {
    const before = state.items.has(`f${index}`);
    const next = {
      folders: new Set(view.folders),
      modules: new Set(view.modules),
      cycles: new Set(view.cycles),
    };
    if (module !== null) {
      next.folders.add(modules[module].folder);
      next.modules.add(module);
    }
    if (!before) await show(next);
    const holder = [...state.items.values()].find(({ members }) => members.includes(index));
    state.chosen = holder?.id ?? null;
    mark();
  }
  if (state.chosen) reveal(state.chosen);
}

/** @param {string} id of something drawn */
async function activate(id) {
  const item = state.items.get(id);
  if (!item) return;
  if (item.shape === 'folder')
    await show({ folders: new Set([...state.view.folders, /** @type {string} */ (item.folder)]) });
  else if (item.shape === 'tab')
    await show({ modules: new Set([...state.view.modules, /** @type {number} */ (item.module)]) });
  else if (item.shape === 'box3d') {
    state.chosen = id;
    describeCycle(item);
    mark();
  } else await choose(item.members[0]);
}

/** Folds a module, or a folder, that is open. @param {string} id */
async function foldCluster(id) {
  if (id.startsWith('k')) {
    const open = new Set(state.view.modules);
    open.delete(Number(id.slice(1)));
    await show({ modules: open });
  } else if (id.startsWith('o')) {
    const open = new Set(state.view.folders);
    open.delete(id.slice(1));
    await show({ folders: open });
  }
}

/* ------------------------------------------------------------------ details */

/** @param {string} tag @param {Record<string, string>} attributes @param {...(Node | string)} children */
function make(tag, attributes = {}, ...children) {
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
const placeOf = (index) => {
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
function describe(index) {
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
function describeCycle({ members, id }) {
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

function describeProgram() {
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

/* ------------------------------------------------------------------ search */

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

/* ------------------------------------------------------------------ mouse and keys */

/** @param {Event} event @param {string} selector */
const idOf = ({ target }, selector) =>
  target instanceof Element ? (target.closest(selector)?.id ?? null) : null;

let dragged = false;
drawing.addEventListener('pointerdown', (event) => {
  dragged = false;
  let [x, y] = [event.clientX, event.clientY];
  const drag = (/** @type {PointerEvent} */ next) => {
    const [dx, dy] = [next.clientX - x, next.clientY - y];
    if (!dragged && Math.hypot(dx, dy) < 4) return;
    dragged = true;
    move(-dx / drawing.clientWidth, -dy / drawing.clientHeight);
    [x, y] = [next.clientX, next.clientY];
  };
  addEventListener('pointermove', drag);
  addEventListener('pointerup', () => removeEventListener('pointermove', drag), { once: true });
});
drawing.addEventListener('click', (event) => {
  if (dragged) return;
  const node = idOf(event, 'g.node');
  const cluster = idOf(event, 'g.cluster');
  if (node) activate(node);
  else if (cluster) foldCluster(cluster);
});
drawing.addEventListener(
  'wheel',
  (event) => {
    event.preventDefault();
    const { left, top, width, height } = drawing.getBoundingClientRect();
    zoom(1.0015 ** event.deltaY, (event.clientX - left) / width, (event.clientY - top) / height);
  },
  { passive: false },
);
drawing.addEventListener('keydown', (event) => {
  const node = idOf(event, 'g.node');
  if (node && (event.key === 'Enter' || event.key === ' ')) activate(node);
  else if (event.key === '+') zoom(0.8);
  else if (event.key === '-') zoom(1.25);
  else if (event.key === '0') fit();
  else if (event.key === 'ArrowLeft') move(-0.1, 0);
  else if (event.key === 'ArrowRight') move(0.1, 0);
  else if (event.key === 'ArrowUp') move(0, -0.1);
  else if (event.key === 'ArrowDown') move(0, 0.1);
  else return;
  event.preventDefault();
});
addEventListener('keydown', (event) => {
  if (event.target === search) return;
  if (event.key === '/') {
    event.preventDefault();
    search.focus();
  } else if (event.key === 'Escape') whole();
});

async function whole() {
  state.chosen = null;
  describeProgram();
  history.replaceState(null, '', '#');
  if (state.view.around !== null) await show({ around: null });
  mark();
}

element('back').addEventListener('click', whole);
element('in').addEventListener('click', () => zoom(0.8));
element('out').addEventListener('click', () => zoom(1.25));
element('fit').addEventListener('click', () => fit());
element('fold').addEventListener('click', () =>
  show({ around: null, folders: new Set(), modules: new Set(), cycles: new Set() }),
);
all.addEventListener('change', () => show({ all: all.checked, around: null }));
addEventListener('resize', () => fit(READABLE));

describeProgram();
await redraw();
const linked = /^#f(\d+)$/.exec(location.hash)?.[1];
if (linked !== undefined && nodes[Number(linked)]) await choose(Number(linked));
