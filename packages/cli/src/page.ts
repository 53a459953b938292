import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { DrawnProgram } from '../page/picture.js';

/** The page with everything in it: it needs no network, and no other file. */
export function pageOf(program: DrawnProgram): string {
  const parts: Readonly<Record<string, string>> = {
    title: escaped(program.title),
    style: partOf('graph.css'),
    program: JSON.stringify(program).replaceAll('<', '\\u003c'),
    viz: readFileSync(createRequire(import.meta.url).resolve('@viz-js/viz'), 'utf8'),
    script: SCRIPTS.map(scriptOf).join('\n'),
  };
  return partOf('graph.html').replaceAll(PLACEHOLDER, (found) => {
    const part = parts[/\w+/.exec(found)?.[0] ?? ''] ?? '';
    return part.replaceAll('</script', '<\\/script');
  });
}

/** One module out of all: what one imports stands in front of it, or is a function that is called later. */
const SCRIPTS = [
  'picture',
  'state',
  'layout',
  'viewport',
  'details',
  'actions',
  'search',
  'graph',
] as const;

/** The modules of the page import from one another only, and nothing under another name. */
const scriptOf = (name: (typeof SCRIPTS)[number]): string =>
  partOf(`${name}.js`)
    .replace(/^import [^;]*;$/gm, '')
    .replace(/^export /gm, '');

/** Each a comment, or a value, of the language that it stands in. */
const PLACEHOLDER = /<!-- \w+ -->|\/\* (?:style|script) \*\/|"\{\w+\}"/g;

const partOf = (name: string): string =>
  readFileSync(new URL(`../page/${name}`, import.meta.url), 'utf8');

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
