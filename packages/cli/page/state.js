import { firstView } from './picture.js';

/**
 * What the page shows: it follows from `state`, and is drawn anew when that changes.
 *
 * @typedef {import('./picture.js').DrawnProgram} DrawnProgram
 * @typedef {import('./picture.js').View} View
 * @typedef {import('./picture.js').Item} Item
 */

export const element = (/** @type {string} */ id) =>
  /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {DrawnProgram} */
export const program = JSON.parse(element('program').textContent ?? '');
export const { nodes, modules, edges, steps } = program;
export const [drawing, details, found, status] = ['drawing', 'details', 'found', 'status'].map(
  element,
);
export const search = /** @type {HTMLInputElement} */ (element('search'));
export const all = /** @type {HTMLInputElement} */ (element('all'));

/** @type {{ view: View, chosen: string | null, items: Map<string, Item>, box: number[], whole: number[] }} */
export const state = {
  view: firstView(program),
  chosen: null,
  items: new Map(),
  box: [0, 0, 1, 1],
  whole: [0, 0, 1, 1],
};
