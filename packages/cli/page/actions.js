import { describe, describeCycle } from './details.js';
import { modules, nodes, state } from './state.js';
import { mark, redraw, reveal } from './viewport.js';

/** What can be done with what is shown. */

/**
 * @typedef {import('./picture.js').View} View
 * @typedef {import('./picture.js').Item} Item
 */

/** @param {Partial<View>} change */
export async function show(change) {
  state.view = { ...state.view, ...change };
  await redraw();
}

/** @param {number} index */
export async function showAround(index) {
  state.chosen = `f${index}`;
  await show({ around: index });
  reveal(state.chosen);
}

/** Opens whatever a function is folded into, so that it is drawn. @param {number} index */
export async function choose(index) {
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
export async function activate(id) {
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
export async function foldCluster(id) {
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
