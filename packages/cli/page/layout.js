import { element } from './state.js';

/** Graphviz, in a thread of its own. */

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
export function layout(dot) {
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
