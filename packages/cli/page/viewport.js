import { layout } from './layout.js';
import { draw } from './picture.js';
import { all, drawing, element, program, state, status } from './state.js';

/** The picture, and the window that looks at it. */

export async function redraw() {
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
export const READABLE = 1.5;

/** Shows the whole picture, if that need not be smaller than `smallest`, and never larger than it was drawn. */
export function fit(smallest = Number.POSITIVE_INFINITY) {
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
export function zoom(factor, atX = 0.5, atY = 0.5) {
  const [x, y, w, h] = state.box;
  setBox([x + w * (1 - factor) * atX, y + h * (1 - factor) * atY, w * factor, h * factor]);
}

/** @param {number} dx @param {number} dy in parts of the window */
export function move(dx, dy) {
  const [x, y, w, h] = state.box;
  setBox([x + w * dx, y + h * dy, w, h]);
}

/** Shows what is chosen, and which lines are its own. */
export function mark() {
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
export function reveal(id) {
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
