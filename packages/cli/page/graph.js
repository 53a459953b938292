import './search.js';
import { activate, choose, foldCluster, show } from './actions.js';
import { describeProgram } from './details.js';
import { all, drawing, element, nodes, search, state } from './state.js';
import { fit, mark, move, READABLE, redraw, zoom } from './viewport.js';

/** The page: mouse and keys, and its first view. */

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
