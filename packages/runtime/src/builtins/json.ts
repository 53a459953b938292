/** `JSON.parse` with a reviver, `JSON.stringify` with a replacing function or with `toJSON` methods that suspend. */
import {
  append,
  type Callback,
  call,
  createList,
  isArray,
  isFunction,
  isObject,
  type List,
  lengthOf,
  method,
  native,
} from './intrinsics.ts';
import {
  circular,
  contextOf,
  gapOf,
  keysOf,
  namedBy,
  parseNoting,
  quote,
  revive,
  type Sources,
  textOf,
  unwrap,
  wrapper,
} from './json-intrinsics.ts';

const JSONIntrinsic = JSON;

export const nativeParse = /* @__PURE__ */ method(JSON, 'parse');
export const nativeStringify = /* @__PURE__ */ method(JSON, 'stringify');

export function parse(text: unknown, f: Callback): unknown {
  if (!isFunction(f)) return native(nativeParse, JSONIntrinsic, text, f);
  const { value, sources } = parseNoting(text);
  return internalize(wrapper(value) as Holder, '', f, sources, true);
}

type Holder = Readonly<Record<string, unknown>>;

function internalize(
  holder: Holder,
  key: string,
  f: Callback,
  sources: Sources | null,
  isRoot: boolean,
): unknown {
  const v = holder[key];
  if (isObject(v)) {
    if (isArray(v)) {
      const n = lengthOf(v);
      for (let i = 0; i < n; i++)
        revive(v, `${i}`, internalize(v as unknown as Holder, `${i}`, f, sources, false));
    } else {
      const keys = keysOf(v);
      const n = keys.length as number;
      for (let i = 0; i < n; i++) {
        const inner = keys[i] as string;
        revive(v, inner, internalize(v as Holder, inner, f, sources, false));
      }
    }
  }
  if (sources === null) return call(f, holder, key, v);
  const context = contextOf(sources, isRoot ? null : holder, key, v);
  return call(f, holder, key, v, context);
}

/** One run of `stringify`. */
interface Writing {
  readonly f: Callback | null;
  readonly names: List | null;
  readonly gap: string;
  /** The objects around, and the keys that led to them. */
  readonly stack: List;
  readonly path: List;
  depth: number;
  indent: string;
}

/** Where nothing can be called but a `toJSON`, the built-in is called. */
export function stringify(value: unknown, replacer: Callback, space: unknown): unknown {
  if (!isFunction(replacer)) return native(nativeStringify, JSONIntrinsic, value, replacer, space);
  return write(value, replacer, space);
}

/** The same for a program whose `toJSON` may suspend. */
export function stringifyAll(value: unknown, replacer: unknown, space: unknown): unknown {
  return write(value, replacer, space);
}

function write(value: unknown, replacer: unknown, space: unknown): unknown {
  const to: Writing = {
    f: isFunction(replacer) ? replacer : null,
    names: isFunction(replacer) ? null : namedBy(replacer),
    gap: gapOf(space),
    stack: createList(0),
    path: createList(0),
    depth: 0,
    indent: '',
  };
  return property(to, '', wrapper(value) as Holder, '');
}

/** @param place the key, as a number in a list */
function property(to: Writing, key: string, holder: Holder, place: unknown): string | undefined {
  let v = holder[key];
  if (isObject(v) || typeof v === 'bigint') {
    const { toJSON } = v as { readonly toJSON?: unknown };
    if (isFunction(toJSON)) v = call(toJSON, v, key);
  }
  if (to.f !== null) v = call(to.f, holder, key, v);
  v = unwrap(v);
  const text = textOf(v);
  if (text !== undefined || typeof v !== 'object' || v === null) return text;
  enter(to, v, place);
  const outer = to.indent;
  to.indent = outer + to.gap;
  const written = isArray(v) ? list(to, v as unknown as Holder & List) : members(to, v as Holder);
  to.depth--;
  const open = isArray(v) ? '[' : '{';
  const shut = isArray(v) ? ']' : '}';
  const inner = to.indent;
  to.indent = outer;
  if (written === '') return open + shut;
  return to.gap === '' ? open + written + shut : `${open}\n${inner}${written}\n${outer}${shut}`;
}

function enter(to: Writing, v: object, place: unknown): void {
  for (let i = 0; i < to.depth; i++)
    if (to.stack[i] === v) throw circular(to.stack, to.path, to.depth, i, place);
  if (to.depth < (to.stack.length as number)) {
    to.stack[to.depth] = v;
    to.path[to.depth] = place;
  } else {
    append(to.stack, to.depth, v);
    append(to.path, to.depth, place);
  }
  to.depth++;
}

function list(to: Writing, v: Holder & List): string {
  const between = to.gap === '' ? ',' : `,\n${to.indent}`;
  const n = lengthOf(v);
  let text = '';
  for (let i = 0; i < n; i++) {
    const element = property(to, `${i}`, v, i) ?? 'null';
    text += i === 0 ? element : between + element;
  }
  return text;
}

function members(to: Writing, v: Holder): string {
  const between = to.gap === '' ? ',' : `,\n${to.indent}`;
  const colon = to.gap === '' ? ':' : ': ';
  const keys = to.names ?? keysOf(v);
  const n = keys.length as number;
  let text = '';
  for (let i = 0; i < n; i++) {
    const key = keys[i] as string;
    const member = property(to, key, v, key);
    if (member === undefined) continue;
    text += (text === '' ? '' : between) + quote(key) + colon + member;
  }
  return text;
}
