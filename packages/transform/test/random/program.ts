/** A whole random program: helpers that log, then sections, each on its own when something is thrown. */
import { random } from './prng.ts';
import { type Context, type Feature, features, scopeIn } from './scope.ts';
import { focus, statements } from './statements.ts';

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
  drive: `const drive = (name, g, script) => {
    let n = 0;
    for (const step of script) {
      try {
        const { value, done } = step === 'n' ? g.next(n) : step === 'r' ? g.return(n) : g.throw(t(name, 'thrown ' + n));
        log([name, step, value, done]);
      } catch (error) { log([name, step, 'threw', error]); }
      n++;
    }
    return n;
  };`,
  advance: `const open = [];
  const advance = (name, g, step) => {
    if (g) open.push(g);
    const one = open[name % open.length];
    if (!one) return 0;
    try {
      const { value, done } = step === 'n' ? one.next(name) : step === 'r' ? one.return(name) : one.throw('thrown');
      log([name, 'advances', value, done]);
    } catch (error) { log([name, 'advances', error]); }
    return open.length;
  };`,
  watch:
    "const watch = (name, promise) => { Promise.resolve(promise).then((v) => log([name, 'fulfilled', v]), (e) => log([name, 'rejected', e])); return name; };",
  queue: `const queue = (name, g, script) => {
    let n = 0;
    for (const step of script) watch(name + ' ' + n, step === 'n' ? g.next(n++) : step === 'r' ? g.return(n++) : g.throw('thrown ' + n++));
    return n;
  };`,
  later: 'const later = (name, value) => ({ then(resolve) { log(name); resolve(value); } });',
  resource: `const resource = (name, fault) => ({
    n: name,
    [Symbol.dispose]() { log(name + ' disposed'); if (fault) throw t(name, 'disposing fails'); },
  });`,
  revive:
    'const revive = (held) => { let n = 0; for (const f of held.splice(0)) if (n++ < 9) log([n, f()]); };',
};

/** The helpers that a text uses, those that helpers use first. */
function needed(text: string): readonly string[] {
  const names = Object.keys(helpers);
  const uses = (code: string, name: string): boolean =>
    code.includes(`${name}(`) || code.includes(`${name}\``);
  const direct = names.filter((name) => uses(text, name));
  const all = direct.includes('queue')
    ? ['watch', ...direct.filter((name) => name !== 'watch')]
    : direct;
  return all.map((name) => helpers[name] ?? '');
}

/** What stands before the sections. */
const prelude = (text: string): string => `
const t = (name, value) => { log(name); return value; };
const held = [];
${needed(text).join('\n')}
const section = (body) => {
  try { log(['ends', body()]); } catch (error) { log(['throws', error]); }
};
`;

const variables = `
let fuel = 0;
let spare = 0;
`;

/** Everything in one function, which can be suspended as a whole. */
const nested = (fuel: number, text: string): string => `${variables}
exports.run = function run(log) {
  fuel = ${fuel};
  ${prelude(text)}
  ${text}
};
`;

/** Everything in the module itself. What is logged while that is loaded is kept. */
const flat = (fuel: number, shared: string, sections: readonly string[]): string => `${variables}
fuel = ${fuel};
const early = [];
let log = (value) => { if (early.length < 2000) early.push(value); };
${prelude([shared, ...sections].join('\n'))}
${shared}
${sections.map((section, n) => `const part${n} = () => ${section.replace(/;$/, '')};`).join('\n')}
exports.run = function run(given) {
  log = given;
  early.forEach((value) => log(value));
  ${sections.map((_, n) => `part${n}();`).join(' ')}
};
`;

export interface Program {
  readonly source: string;
  readonly filename: string;
}

/** The program of a seed. `size` is about how many expressions it has. */
export function program(seed: number, size = 150, allowed: readonly Feature[] = features): Program {
  const rng = random(seed);
  const strict = rng.chance(0.7);
  const isFlat = rng.chance(0.3);
  const c: Context = {
    random: rng,
    growth: { budget: size, tags: 0, labels: 0 },
    scope: scopeIn(null, true),
    // Not every program has everything: what is left shows more of itself.
    features: new Set(allowed.filter(() => rng.chance(0.5))),
    form: 'arrow',
    kind: 'plain',
    pauses: false,
    hasSuper: false,
    privates: [],
    own: [],
    members: [],
    hasThis: false,
    hasArguments: false,
    targets: [],
    strict,
    calls: true,
    guarded: false,
    adapts: false,
  };
  const sections = 1 + rng.below(4);
  const share = Math.floor(size / (sections + 1));
  c.growth.budget = share;
  const shared = statements(c, rng.below(3), 2);
  const bodies = Array.from({ length: sections }, () => {
    c.growth.budget = share;
    const form = rng.pick(['arrow', 'function'] as const);
    const awaits = c.features.has('async') && rng.chance(0.35);
    const inner: Context = {
      ...c,
      scope: scopeIn(c.scope, true),
      form,
      kind: awaits ? 'async' : 'plain',
      pauses: awaits,
      hasArguments: form === 'function',
    };
    const first = inner.features.size > 0 && rng.chance(0.6) ? focus(inner, 2) : '';
    const text = `${first} ${statements(inner, 3 + rng.below(5), 3)}`;
    const whole = text.includes('held')
      ? `const held = []; try { ${text} } finally { revive(held); }`
      : text;
    const written = form === 'arrow' ? `() => { ${whole} }` : `function () { ${whole} }`;
    return awaits ? `watch(0, (async ${written})());` : `section(${written});`;
  });
  const fuel = rng.pick([40, 80, 150]);
  const safely = (text: string): string =>
    `try { ${text} } catch (error) { log(['ends early', error]); }`;
  const code = isFlat
    ? flat(fuel, rng.chance(0.5) ? safely(shared) : shared, bodies)
    : nested(fuel, safely(`${shared} ${bodies.join('\n')}`));
  return { source: `${strict ? '"use strict";\n' : ''}${code}`, filename: 'input.cjs' };
}
