// What docs/errors.md says about each code, and a program that runs into it.
// `errors.mjs` compiles or runs the programs, so messages and positions are real.

/** Codes of `CompileError`. `babel`: only the plugin meets it; `compile` deals with it before. */
export const compiler = {
  SYNTAX: {
    means: 'The file cannot be parsed.',
    help: 'Compare with what the parser of TypeScript or Node says. TypeScript and JSX are recognised by the name of the file.',
    source: 'function greet( {\n  return 1;\n}',
  },
  STALE_DECISIONS: {
    means: 'The decisions that were given for the file were made for another text of it.',
    help: 'Analyse the program again.',
    decisions: { file: 'example.mjs', hash: '', functions: [] },
    source: 'export const answer = 42;',
  },
  OPTIONS: {
    means: 'An option does not exist, or has a value that it cannot have.',
    help: 'See the options of the host.',
    babel: {},
    options: { barrier: 'exact' },
    source: 'export const answer = 42;',
  },
  UNSUPPORTED_FIELD: {
    means:
      'The initialiser of an `accessor` field with a decorator or a computed name makes a call that may suspend.',
    help: 'Compile the decorators first, or write a getter and a setter.',
    babel: { parserOpts: { plugins: ['decorators', 'decoratorAutoAccessors'] } },
    source: 'class Page {\n  accessor [name] = fetchText();\n}',
  },
  UNSUPPORTED_WITH: {
    means:
      'A function that may suspend contains a `with` statement or stands in one, and cannot be made a generator, as it uses `yield` as a name, or is an arrow for which `arguments` is a variable.',
    help: 'Choose another name.',
    filename: 'example.cjs',
    source: 'function show(scope, yield) {\n  with (scope) yield(name);\n}',
  },
  UNSUPPORTED_EVAL: {
    means:
      'The constructor of a derived class, or a field or static code that may suspend, calls `eval` directly. What is evaluated could use `this`, which has moved. The same goes for functions that use `yield` as a name, and for arrows for which `arguments` is a variable.',
    help: 'Call it in a method, or indirectly, `(0, eval)(text)`, if the text needs no locals.',
    source:
      'class Log extends Array {\n  constructor(text, add) {\n    super();\n    add(eval(text));\n  }\n}',
  },
  UNSUPPORTED_PARAMETER_CLOSURE: {
    means:
      'A function in a default parameter may suspend and uses a variable that changes, of a function around it that is not compiled itself.',
    help: 'Give the parameter its default in the body.',
    source: 'function counter(n, step = () => grow(n)) {\n  n += 1;\n  return step;\n}',
  },
  UNSUPPORTED_PRIVATE_HEAD: {
    means:
      'A class that has to move uses one of its private names in its heritage or in a computed name of a member. In front of the class the name would mean nothing.',
    help: 'Such code always throws. If it is meant to, write the `throw`.',
    source:
      'function make(f) {\n  f();\n  return class {\n    #a = f();\n    static [f().#a]() {}\n  };\n}',
  },
  UNSUPPORTED_JSX: {
    means:
      'A function that may suspend contains JSX, and nothing in the Babel configuration has compiled it.',
    help: 'Add a preset or plugin for JSX. `fiberc` and `compile()` do that by themselves.',
    filename: 'example.jsx',
    babel: { parserOpts: { plugins: ['jsx'] } },
    source: 'const view = (f) => <p>{f()}</p>;',
  },
  UNSUPPORTED_SYNTAX: {
    means:
      'A form that the compiler does not know, or one of the few that it does not handle, such as the one shown.',
    help: 'Write it more simply.',
    source: 'function collect(add) {\n  for (let [i] = [0]; i < 3; i++) add(() => i);\n}',
  },
};

/** Codes of `FiberError`. `compiled: false`: the program runs as it is written. */
export const runtime = {
  ERR_FIBER_SELF: {
    means: 'A fiber cannot switch or throw to itself.',
    help: 'Usually `current()` was meant to be asked earlier: before a callback, not in it.',
    source: "import { current } from '@fiberc/runtime';\n\ncurrent().switch();",
  },
  ERR_FIBER_ENDED: {
    means: 'The fiber has returned or thrown, and cannot go on.',
    help: 'Ask `isAlive()` first.',
    source:
      "import { Fiber } from '@fiberc/runtime';\n\nconst fiber = new Fiber(() => 1);\nfiber.switch();\nfiber.switch();",
  },
  ERR_FIBER_FOREIGN: {
    means:
      'The fiber belongs to another tree. Every worker, every realm and every copy of the package has a tree of its own, and fibers stay in theirs.',
    help: 'Between workers, send messages. If there are two copies of `@fiberc/runtime` on a page or in a process, leave one: the message names their versions and places as soon as both have loaded compiled code, `npm ls @fiberc/runtime` tells where they come from, and `npm dedupe`, `overrides` in package.json, or `resolve.dedupe` of a bundler leaves one. Other errors of fibers name the copies, too, where they may come of it.',
    source:
      "import { Fiber } from '@fiberc/runtime';\nimport { Fiber as Other } from './another-copy/index.mjs';\n\nnew Fiber(() => 1, [], undefined, new Other());",
    compiled: false,
  },
  ERR_FIBER_BARRIER: {
    means:
      'Between the switch and the beginning of the fiber something runs that cannot be suspended: an accessor, a conversion, the code of a module that is being loaded, or code that was not compiled (here a function made from text), with the built-ins that it hands its callbacks to. The fiber ends, and the error goes to its parent; no `catch` and no `finally` of the fiber runs. The message names the last function that could still be suspended, and what called it, or the target of the fiber where that is not known.',
    help: "Compile the function in the way. With the option `barriers: 'exact'` the error comes at the switch, where the fiber can catch it, and says where that function stands.",
    source:
      "import { Fiber, current } from '@fiberc/runtime';\n\nfunction add(a, b) {\n  current().parent.switch(a);\n  return a + b;\n}\n\nconst sum = new Function('list', 'add', 'return list.reduce(add)');\nnew Fiber(() => sum([1, 2], add)).switch();",
  },
  ERR_FIBER_NOT_COMPILED: {
    means:
      'A fiber tried to leave itself, and no compiled module has been loaded at all, or only such as have another copy of `@fiberc/runtime`; then the message says so.',
    help: 'Run the program with `fiberc run`, or add the plugin to the build. Of two copies of the package leave one.',
    source:
      "import { Fiber, current } from '@fiberc/runtime';\n\nnew Fiber(() => current().parent.switch()).switch();",
    compiled: false,
  },
  ERR_FIBER_NO_CONTEXT: {
    means:
      '`bindContext` was called where there is no `AsyncLocalStorage`, as in browsers, or one without `snapshot`.',
    help: 'Bind fibers on servers alone: Node, Bun and Deno have async contexts.',
    source:
      "import { Fiber } from '@fiberc/runtime';\nimport { bindContext } from '@fiberc/runtime/async-context';\n\nprocess.getBuiltinModule = undefined; // as in a browser\nbindContext(new Fiber());",
    compiled: false,
  },
  ERR_FIBER_ABI: {
    means:
      'A module was compiled by a release of `@fiberc/transform` that speaks another version of the protocol than the runtime. It is thrown when the module is loaded.',
    help: 'Use the same release of both packages and compile again.',
    source:
      "// what a compiled module begins with\nimport { load } from '@fiberc/runtime/abi';\n\nload(2);",
    compiled: false,
  },
};

/** Errors without a code: which call, and when. Run one by one, each with fibers of its own. */
export const ordinary = [
  ['the target is no function', ({ Fiber }) => new Fiber(42)],
  ['the arguments are no array', ({ Fiber }) => new Fiber(print, 'text')],
  ['`kwargs` is no object', ({ Fiber }) => new Fiber(print, [], 1)],
  ['the parent is no fiber', ({ Fiber }) => new Fiber(print, [], undefined, {})],
  ['the parent has ended', ({ Fiber, ended }) => new Fiber(print, [], undefined, ended)],
  [
    'a fiber that has not started takes no value: give it arguments',
    ({ fresh }) => fresh.switch(1),
  ],
  ['only errors and their classes can be thrown', ({ fresh }) => fresh.throw('text')],
  ['a value goes with a class, not with an error', ({ fresh }) => fresh.throw(new Error(), 1)],
  [
    'the new parent is no fiber',
    ({ fresh }) => {
      fresh.parent = null;
    },
  ],
  [
    'the new parent has ended',
    ({ fresh, ended }) => {
      fresh.parent = ended;
    },
  ],
  [
    'the new parent is the fiber itself, or one of its descendants',
    ({ fresh }) => {
      fresh.parent = fresh;
    },
  ],
  ['fibers have no text form', ({ fresh }) => JSON.stringify(fresh)],
];

const print = () => {};
