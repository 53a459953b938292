/**
 * A program's call graph → what is drawn of it, for Graphviz. Plain JavaScript without imports, because both use it:
 * the command, and the page that it writes.
 *
 *   folders (of a large program) → modules → functions, each folded until it is opened; functions of one module that call
 *   each other in a circle are one node, until that is opened
 *
 * @typedef {'target' | 'primitive' | 'compiled' | 'barrier' | 'untouched' | 'hub'} Kind
 * @typedef {{ file: string, folder: string, package: string, functions: number, compiled: number }} DrawnModule
 * @typedef {{
 *   name: string, module: number | null, line: number, column: number, kind: Kind, matters: boolean,
 *   decision: 'compile' | 'untouched' | null, reason: string, from: number[] | null, to: number[] | null,
 * }} DrawnNode `from` and `to` are numbers of steps
 * @typedef {[from: number, to: number, line: number | null, column: number | null, through: string]} DrawnEdge
 * @typedef {{ kind: string, file: string, line: number, column: number, text: string }} DrawnStep
 * @typedef {{
 *   title: string, all: boolean, modules: DrawnModule[], nodes: DrawnNode[], edges: DrawnEdge[], steps: DrawnStep[],
 * }} DrawnProgram
 * @typedef {{
 *   all: boolean, around: number | null, folders: Set<string>, modules: Set<number>, cycles: Set<number>,
 * }} View `around`: only what is next to this node; the sets hold what is open
 * @typedef {{ id: string, label: string, kind: Kind, shape: string, module: number | null, folder: string | null, members: number[] }} Item
 * @typedef {{ dot: string, items: Map<string, Item>, drawn: number, calls: number }} Picture
 */

/** Colours for eyes that do not tell red from green; the shapes say the same. */
export const COLOURS = {
  target: ['#cfe3f7', '#1b5e9b'],
  primitive: ['#e6d9f7', '#6b35a8'],
  compiled: ['#dcefd8', '#35763a'],
  barrier: ['#fbd3cd', '#b3261e'],
  untouched: ['#f3f3f3', '#7d7d7d'],
  hub: ['#ffffff', '#9a9a9a'],
};

/** From so many modules on, folders are folded, too; and from so many functions on, modules. */
const MANY_MODULES = 60;
const MANY_FUNCTIONS = 120;

/** How a program is shown first. @param {DrawnProgram} program @returns {View} */
export function firstView(program) {
  const view = {
    all: program.all,
    around: null,
    folders: new Set(),
    modules: new Set(),
    cycles: new Set(),
  };
  const shown = program.nodes.flatMap((node) =>
    (program.all || node.matters) && node.module !== null ? [node.module] : [],
  );
  const modules = new Set(shown);
  if (shown.length <= MANY_FUNCTIONS) return { ...view, modules, folders: foldersOf(program) };
  return modules.size <= MANY_MODULES ? { ...view, folders: foldersOf(program) } : view;
}

/** @param {DrawnProgram} program @returns {Set<string>} */
const foldersOf = ({ modules }) => new Set(modules.map(({ folder }) => folder));

/** @param {DrawnProgram} program @param {View} view @returns {Picture} */
export function draw(program, view) {
  const shown = shownNodes(program, view);
  const whole = view.around !== null;
  const cycles = whole ? new Map() : cyclesOf(program, shown);
  /** @type {Map<string, Item>} */
  const items = new Map();
  /** @type {Map<number, string>} */
  const itemOf = new Map();
  for (const index of shown) {
    const item = itemFor(program, view, cycles, index, whole);
    const known = items.get(item.id) ?? item;
    items.set(item.id, known);
    known.members.push(index);
    if (RANK.indexOf(program.nodes[index].kind) < RANK.indexOf(known.kind))
      known.kind = program.nodes[index].kind;
    itemOf.set(index, item.id);
  }
  /** @type {Map<string, { from: string, to: string, weight: number, through: Set<string> }>} */
  const calls = new Map();
  for (const [from, to, , , through] of program.edges) {
    const [a, b] = [itemOf.get(from), itemOf.get(to)];
    if (a === undefined || b === undefined || a === b || (through === 'later' && !view.all))
      continue;
    const call = calls.get(`${a} ${b}`) ?? { from: a, to: b, weight: 0, through: new Set() };
    calls.set(`${a} ${b}`, call);
    call.weight++;
    call.through.add(through);
  }
  const drawn = sparse(items, [...calls.values()]);
  return { dot: dotOf(program, items, drawn), items, drawn: drawn.length, calls: calls.size };
}

/** What decides the colour of a node that stands for several. @type {Kind[]} */
const RANK = ['barrier', 'primitive', 'target', 'compiled', 'hub', 'untouched'];

/** @param {DrawnProgram} program @param {View} view @returns {number[]} */
function shownNodes({ nodes, edges }, { all, around }) {
  if (around === null)
    return nodes.flatMap(({ matters }, index) => (all || matters ? [index] : []));
  const near = new Set([around]);
  for (const [from, to] of edges) {
    if (from === around) near.add(to);
    if (to === around) near.add(from);
  }
  // What stands for many has everything around it.
  return [...near].filter(
    (index) => index === around || nodes[index].kind !== 'hub' || nodes[index].matters,
  );
}

/**
 * @param {DrawnProgram} program @param {View} view @param {Map<number, number>} cycles @param {number} index
 * @param {boolean} whole nothing is folded
 * @returns {Item}
 */
function itemFor({ nodes, modules }, view, cycles, index, whole) {
  const node = nodes[index];
  const { module, kind } = node;
  const own = { kind, module, folder: null, members: [] };
  if (module === null)
    return {
      ...own,
      id: `f${index}`,
      label: node.name,
      shape: kind === 'barrier' ? 'octagon' : 'ellipse',
    };
  const { folder, file, functions, compiled } = modules[module];
  if (!whole && !view.folders.has(folder)) {
    const inside = modules.filter((one) => one.folder === folder);
    const label = `${folder}/\n${inside.length} ${inside.length === 1 ? 'module' : 'modules'}, ${sum(inside, 'compiled')} of ${sum(inside, 'functions')} compiled`;
    return { ...own, id: `d${folder}`, label, shape: 'folder', module: null, folder };
  }
  if (!whole && !view.modules.has(module)) {
    return {
      ...own,
      id: `m${module}`,
      label: `${base(file)}\n${compiled} of ${functions} compiled`,
      shape: 'tab',
      folder,
    };
  }
  const cycle = cycles.get(index);
  if (cycle !== undefined && !view.cycles.has(cycle)) {
    const names = [...cycles].filter(([, one]) => one === cycle).map(([one]) => nodes[one].name);
    const label = `${names.slice(0, 3).join('\n')}${names.length > 3 ? `\n+ ${names.length - 3} more` : ''}\n↻`;
    return { ...own, id: `c${cycle}`, label, shape: 'box3d', folder };
  }
  const shapes = { primitive: 'hexagon', barrier: 'octagon' };
  const place = `${whole ? `${base(file)}:` : ''}${node.line}`;
  return {
    ...own,
    id: `f${index}`,
    label: `${node.name} :${place}`.replace(' ::', ' :'),
    shape: shapes[/** @type {'barrier'} */ (kind)] ?? 'box',
    folder,
  };
}

/** @param {DrawnModule[]} list @param {'compiled' | 'functions'} key */
const sum = (list, key) => list.reduce((all, one) => all + one[key], 0);

/** @param {string} file */
const base = (file) => file.slice(file.lastIndexOf('/') + 1);

/**
 * Functions that call each other in a circle, by module: a number for each that is not alone.
 *
 * @param {DrawnProgram} program @param {number[]} shown @returns {Map<number, number>}
 */
function cyclesOf({ nodes, edges }, shown) {
  const set = new Set(shown);
  /** @type {Map<number, number[]>} */
  const out = new Map();
  for (const [from, to, , , through] of edges) {
    if (!set.has(from) || !set.has(to) || through === 'later') continue;
    const list = out.get(from);
    if (list) list.push(to);
    else out.set(from, [to]);
  }
  const component = components(shown, (node) => out.get(node) ?? []);
  /** @type {Map<string, number[]>} */
  const groups = new Map();
  for (const index of shown) {
    const { module } = nodes[index];
    if (module === null) continue;
    const key = `${component.get(index)} ${module}`;
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  // The first of them gives the number.
  return new Map(
    [...groups.values()]
      .filter((list) => list.length > 1)
      .flatMap((list) => list.map((index) => [index, list[0]])),
  );
}

/**
 * Tarjan's strongly connected components, without recursion.
 *
 * @param {number[]} nodes @param {(node: number) => number[]} next @returns {Map<number, number>}
 */
function components(nodes, next) {
  const order = new Map();
  const low = new Map();
  const found = new Map();
  /** @type {number[]} */
  const open = [];
  for (const root of nodes) {
    if (order.has(root)) continue;
    /** @type {{ node: number, at: number }[]} */
    const path = [{ node: root, at: 0 }];
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const { node } = step;
      if (step.at === 0) {
        order.set(node, order.size);
        low.set(node, order.get(node));
        open.push(node);
      }
      const to = next(node)[step.at++];
      if (to !== undefined) {
        if (!order.has(to)) path.push({ node: to, at: 0 });
        else if (!found.has(to)) low.set(node, Math.min(low.get(node), order.get(to)));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) low.set(parent.node, Math.min(low.get(parent.node), low.get(node)));
      if (low.get(node) !== order.get(node)) continue;
      for (let one = open.pop(); one !== undefined; one = open.pop()) {
        found.set(one, node);
        if (one === node) break;
      }
    }
  }
  return found;
}

/**
 * The layout takes seconds where many nodes have many edges each, and nobody can read it. Of those, a forest stays that
 * keeps together what belongs together, and then the heaviest.
 *
 * @template {{ from: string, to: string, weight: number, through: Set<string> }} Call
 * @param {Map<string, Item>} items @param {Call[]} calls @returns {Call[]}
 */
function sparse(items, calls) {
  const most = items.size <= 60 ? items.size * 3 : Math.round(items.size * 1.3);
  if (calls.length <= most) return calls;
  const urgent = (/** @type {Call} */ { through, weight }) =>
    through.has('barrier') ? 1e9 : weight;
  const sorted = [...calls].sort((a, b) => urgent(b) - urgent(a));
  /** @type {Map<string, string>} */
  const parents = new Map();
  const rootOf = (/** @type {string} */ id) => {
    let root = id;
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up;
    return root;
  };
  const joins = (/** @type {Call} */ { from, to }) => {
    const [a, b] = [rootOf(from), rootOf(to)];
    if (a !== b) parents.set(a, b);
    return a !== b;
  };
  const forest = new Set(sorted.filter(joins));
  const rest = sorted.filter((call) => !forest.has(call)).slice(0, Math.max(0, most - forest.size));
  return [...forest, ...rest];
}

/** @param {string} text */
const quoted = (text) =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

/**
 * @param {DrawnProgram} program @param {Map<string, Item>} items
 * @param {{ from: string, to: string, weight: number, through: Set<string> }[]} calls
 */
function dotOf({ title, modules }, items, calls) {
  const lines = [
    'digraph {',
    `  graph [rankdir=LR, compound=true, nodesep=0.14, ranksep=0.5, nslimit=4, nslimit1=4, mclimit=0.5, fontname="Helvetica", fontsize=11, bgcolor="transparent", tooltip=${quoted(title)}]`,
    '  node [fontname="Helvetica", fontsize=11, style="filled", margin="0.24,0.06", height=0.25]',
    '  edge [color="#8a8a8a", arrowsize=0.6]',
  ];
  /** @type {Map<number, string[]>} */
  const inModules = new Map();
  /** @type {Map<string, string[]>} */
  const inFolders = new Map();
  for (const item of items.values()) {
    const text = nodeOf(item, modules);
    const isInside = item.module !== null && item.shape !== 'tab';
    if (isInside)
      inModules.set(/** @type {number} */ (item.module), [
        ...(inModules.get(/** @type {number} */ (item.module)) ?? []),
        text,
      ]);
    else if (item.shape === 'tab')
      inFolders.set(/** @type {string} */ (item.folder), [
        ...(inFolders.get(/** @type {string} */ (item.folder)) ?? []),
        text,
      ]);
    else lines.push(`  ${text}`);
  }
  for (const [module, texts] of inModules) {
    const cluster = `subgraph ${quoted(`cluster m${module}`)} { id="k${module}"; class="module"; label=${quoted(modules[module].file)}; style="rounded,filled"; color="#c4c9d1"; fillcolor="#f8f9fb"; ${texts.join(' ')} }`;
    const { folder } = modules[module];
    inFolders.set(folder, [...(inFolders.get(folder) ?? []), cluster]);
  }
  const several = inFolders.size > 1 && modules.length > MANY_MODULES;
  for (const [folder, texts] of inFolders) {
    if (several)
      lines.push(
        `  subgraph ${quoted(`cluster d${folder}`)} { id=${quoted(`o${folder}`)}; class="folder"; label=${quoted(`${folder}/`)}; style="rounded"; color="#d9dce1"; ${texts.join('\n')} }`,
      );
    else lines.push(...texts.map((text) => `  ${text}`));
  }
  for (const { from, to, weight, through } of calls) {
    const looks = through.has('barrier')
      ? `, color="${COLOURS.barrier[1]}", class="barrier"`
      : through.has('direct')
        ? ''
        : ', style="dashed", class="later"';
    const width =
      weight > 1 ? `, penwidth=${(1 + Math.min(2, Math.log2(weight) / 3)).toFixed(2)}` : '';
    lines.push(
      `  ${quoted(from)} -> ${quoted(to)} [tooltip="${weight} ${weight === 1 ? 'call' : 'calls'}"${looks}${width}]`,
    );
  }
  return `${[...lines, '}'].join('\n')}\n`;
}

/** @param {Item} item @param {DrawnModule[]} modules */
function nodeOf({ id, label, kind, shape, module, members }, modules) {
  const [fill, line] = COLOURS[kind];
  const more =
    kind === 'target' && shape === 'box'
      ? ', peripheries=2'
      : kind === 'barrier'
        ? ', penwidth=2'
        : '';
  const large = shape === 'folder' || shape === 'tab' ? ', fontsize=14' : '';
  const style = kind === 'untouched' || kind === 'hub' ? ', style="filled,dashed"' : '';
  const tip = `${label.split('\n')[0]}${module === null ? '' : ` (${modules[module].file})`}${members.length > 1 ? `, ${members.length} functions` : ''}`;
  return `${quoted(id)} [id=${quoted(id)}, class="${kind}", label=${quoted(label)}, tooltip=${quoted(tip)}, shape=${shape}, fillcolor="${fill}", color="${line}"${large}${more}${style}];`;
}
