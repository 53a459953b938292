/** A whole random program: helpers that log, then sections, each on its own when something is thrown. */
import { random } from './prng.ts';
import { type Context, scopeIn } from './scope.ts';
import { statements } from './statements.ts';

/** What programs call, by name. `iterate` gives an iterator that logs; `fault` says how it misbehaves. */
const helpers: Readonly<Record<string, string>> = {
  spend: 'const spend = () => fuel-- > 0;',
  tagged:
    'function tagged(strings, ...values) { log([strings.raw.join(), values, strings === last]); last = strings; return strings.length; } let last;',
  iterate: `const iterate = (name, count, fault) => ({
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
  });`,
  revive:
    'const revive = (held) => { let n = 0; for (const f of held.splice(0)) if (n++ < 9) log([n, f()]); };',
};

const prelude = (fuel: number, text: string): string => `
let fuel = 0;
exports.run = function run(log) {
  fuel = ${fuel};
  const t = (name, value) => { log(name); return value; };
  const held = [];
  ${Object.entries(helpers)
    .filter(([name]) => text.includes(`${name}(`) || text.includes(`${name}\``))
    .map(([, helper]) => helper)
    .join('\n')}
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
  const sections = 1 + rng.below(4);
  const share = Math.floor(size / (sections + 1));
  c.growth.budget = share;
  const shared = statements(c, rng.below(3), 2);
  const bodies = Array.from({ length: sections }, () => {
    c.growth.budget = share;
    const form = rng.pick(['arrow', 'function'] as const);
    const inner = { ...c, scope: scopeIn(c.scope, true), form, hasArguments: form === 'function' };
    const text = statements(inner, 3 + rng.below(5), 3);
    const whole = text.includes('held')
      ? `const held = []; try { ${text} } finally { revive(held); }`
      : text;
    return form === 'arrow' ? `section(() => { ${whole} });` : `section(function () { ${whole} });`;
  });
  const text = `try { ${shared} ${bodies.join('\n')} } catch (error) { log(['ends early', error]); }`;
  const head = prelude(rng.pick([40, 80, 150]), text);
  return {
    source: `${strict ? '"use strict";\n' : ''}${head} ${text}\n};\n`,
    filename: 'input.cjs',
  };
}
