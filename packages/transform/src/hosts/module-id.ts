/**
 * What bundlers call a module: a path, often with a query that says which part of the file it is, or what is to be made
 * of it.
 *
 *     /src/App.vue?vue&type=script&setup=true&lang.ts  →  a part that is TypeScript, in /src/App.vue
 *     /src/logo.js?url, /src/a.css, \0helper           →  nothing for us
 */
import { extname } from 'node:path';
import type { CompileOptions } from '../contracts.ts';
import { isSource, sourceTypeOf } from './files.ts';

export interface ModuleId {
  /** The file that the module comes from. */
  readonly file: string;
  /** Its name for the compiler, whose extension says what the code is. */
  readonly filename: string;
}

/** Files whose own plugins make JavaScript of them, and what can be in them beside it. */
const COMPONENT = /\.(?:vue|svelte|astro|marko|riot|mdx?)$/;

/** Whether JavaScript is but a part of a file. */
export const isComponent = (file: string): boolean => COMPONENT.test(file);

const OTHER_PART = /[?&]type=(?:style|custom|docs)|[?&](?:raw|url|inline|worker|sharedworker|direct)(?:[&=]|$)/;
const LANGUAGE = /[?&]lang[.=]([cm]?[jt]sx?)(?:&|$)/;

/** A first look that bundlers can take themselves. */
export const MODULE_ID = /\.(?:[cm]?[jt]s|[jt]sx|vue|svelte|astro|marko|riot|mdx?)(?:\?|$)/;

/** @returns null if the module cannot be compiled */
export function readModuleId(id: string): ModuleId | null {
  if (id.startsWith('\0') || !MODULE_ID.test(id)) return null;
  const at = id.indexOf('?');
  const file = at < 0 ? id : id.slice(0, at);
  const query = at < 0 ? '' : id.slice(at);
  if (OTHER_PART.test(query)) return null;
  if (!COMPONENT.test(file)) return isSource(file) ? { file, filename: file } : null;
  const language = LANGUAGE.exec(query)?.[1];
  return { file, filename: language === undefined ? file : `${file}.${language}` };
}

/**
 * How a module is parsed. What another plugin has made of a CommonJS file may be an ES module.
 *
 * @param always whether the bundler takes every module for an ES module
 */
export function sourceTypeIn({ file }: ModuleId, code: string, always: boolean): NonNullable<CompileOptions['sourceType']> {
  if (sourceTypeOf(file) === 'module') return 'module';
  return always && extname(file) !== '.cjs' && !/\b(?:require|module|exports)\b/.test(code) ? 'module' : 'unambiguous';
}
