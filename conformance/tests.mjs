// Which tests there are, and what their first comment says of them.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const hash = (text) => {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
};

function* below(root, path) {
  if (statSync(join(root, path)).isFile()) {
    yield path;
    return;
  }
  const entries = readdirSync(join(root, path), { withFileTypes: true });
  for (const { name } of entries) {
    const isFolder = !/\.\w+$/.test(name);
    if (isFolder) yield* below(root, `${path}/${name}`);
    else if (name.endsWith('.js') && !name.includes('_FIXTURE')) yield `${path}/${name}`;
  }
}

/** Paths of the tests, relative to test262/test. */
export function findTests({ test262, paths, list, sample }) {
  const root = join(test262, 'test');
  const found =
    list === undefined
      ? paths.flatMap((path) => [...below(root, path.replace(/\/$/, ''))])
      : readFileSync(list, 'utf8').split('\n').filter(Boolean);
  const chosen = sample
    ? found.filter((path) => hash(path) % sample.every === sample.which)
    : found;
  return [...new Set(chosen)].sort();
}

const listed = (lines, first, inline) => {
  let text = inline.replace(/\s#.*$/, '').trim();
  if (text.startsWith('[')) {
    for (let i = first + 1; !text.includes(']') && i < lines.length; i++) text += ` ${lines[i]}`;
    return text
      .replace(/^\[|\].*$/g, '')
      .split(',')
      .map((item) => item.trim().replace(/^['"]|['"]$/g, ''))
      .filter(Boolean);
  }
  const items = text === '' ? [] : [text];
  for (const line of lines.slice(first + 1)) {
    const item = /^\s*-\s+(.*?)\s*(#.*)?$/.exec(line)?.[1];
    if (item !== undefined) items.push(item);
    else if (line.trim() !== '' && !/^\s*#/.test(line)) break;
  }
  return items;
};

/** The metadata of a test: as much of YAML as test262 uses. */
export function readMeta(source) {
  const meta = { flags: [], includes: [], features: [], negative: null };
  const lines = /\/\*---([\s\S]*?)---\*\//.exec(source)?.[1].split(/\r\n|\r|\n/) ?? [];
  for (const [index, line] of lines.entries()) {
    const [, key, inline] = /^\s?(flags|includes|features|negative)\s*:\s*(.*)$/.exec(line) ?? [];
    if (key === undefined) continue;
    if (key !== 'negative') {
      meta[key] = listed(lines, index, inline);
      continue;
    }
    meta.negative = {};
    for (const more of lines.slice(index + 1)) {
      const [, name, value] = /^\s+(phase|type)\s*:\s*(\S+)/.exec(more) ?? [];
      if (name !== undefined) meta.negative[name] = value;
      else if (/^\S/.test(more)) break;
    }
  }
  return meta;
}

/** How a test is to be run: in sloppy and in strict mode, unless it says otherwise. */
export function modesOf({ flags }) {
  if (flags.includes('module')) return ['module'];
  if (flags.includes('raw')) return ['raw'];
  if (flags.includes('onlyStrict')) return ['strict'];
  if (flags.includes('noStrict')) return ['sloppy'];
  return ['sloppy', 'strict'];
}
