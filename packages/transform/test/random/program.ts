/** A whole random program: helpers that log, then sections, each on its own when something is thrown. */
import { random } from './prng.ts';
import { type Context, scopeIn } from './scope.ts';
import { statements } from './statements.ts';

/** `iterate` gives an iterator that logs; `fault` says how it misbehaves. */
const prelude = `
let fuel = 0;
exports.run = function run(log) {
  fuel = FUEL;
  const t = (name, value) => { log(name); return value; };
  const spend = () => fuel-- > 0;
  function tagged(strings, ...values) { log([strings.raw.join(), values]); return strings.length; }
  const iterate = (name, count, fault) => ({
    [Symbol.iterator]() {
      log(name + ' opens');
      let i = 0;
      if (fault === 6) return 1;
      return {
        next() {
          log(name + ' next');
          if (fault === 1 && i === 1) throw t(name, 'next fails');
          if (fault === 2 && i === 1) return 5;
          return { done: i >= count, value: i++ };
        },
        return() {
          log(name + ' closes');
          if (fault === 3) throw t(name, 'return fails');
          return fault === 4 ? 1 : {};
        },
        ...(fault === 5 ? { return: undefined } : {}),
      };
    },
  });
  const section = (body) => {
    try { log(['ends', body()]); } catch (error) { log(['throws', error]); }
  };
`;

export interface Program {
  readonly source: string;
  readonly filename: string;
}

/** The program of a seed. `size` is about how many expressions it has. */
export function program(seed: number, size = 150): Program {
  const rng = random(seed);
  const strict = rng.chance(0.7);
  const c: Context = {
    random: rng,
    growth: { budget: size, tags: 0, labels: 0 },
    scope: scopeIn(null, true),
    form: 'arrow',
    hasThis: false,
    hasArguments: false,
    targets: [],
    strict,
    calls: true,
    guarded: false,
  };
  const sections = 2 + rng.below(3);
  const share = Math.floor(size / (sections + 1));
  c.growth.budget = share;
  const shared = statements(c, 2, 2);
  const bodies = Array.from({ length: sections }, () => {
    c.growth.budget = share;
    const inner = { ...c, scope: scopeIn(c.scope, true), form: rng.pick(['arrow', 'function'] as const) };
    const text = statements({ ...inner, hasArguments: inner.form === 'function' }, 4 + rng.below(4), 3);
    return inner.form === 'arrow' ? `section(() => { ${text} });` : `section(function () { ${text} });`;
  });
  const fuel = rng.pick([40, 80, 150]);
  const source = `${strict ? '"use strict";\n' : ''}${prelude.replace('FUEL', String(fuel))}
  try { ${shared} ${bodies.join('\n')} } catch (error) { log(['ends early', error]); }
};
`;
  return { source, filename: 'input.cjs' };
}
