/**
 * `node --import @fiberc/transform/register app.ts`, or `bun --preload …`: compiles what the program loads. Options stand
 * in `"fiberc"` of the package.json, or in the address, as JSON: `register.mjs?options={…}`.
 */
import { configuredOptions, type RegisterOptions } from '../hosts/node/options.ts';

const given = new URL(import.meta.url).searchParams.get('options');
const options = given === null ? configuredOptions(process.cwd()) : (JSON.parse(given) as RegisterOptions);
if (process.versions.bun === undefined) {
  const { register } = await import('../hosts/node/register.ts');
  register(options);
} else {
  const { cache: _, runtimeFrom: __, ...rest } = options;
  const { bunLoader } = await import('../hosts/bun.ts');
  (globalThis as unknown as { readonly Bun: { plugin(plugin: object): void } }).Bun.plugin(bunLoader(rest));
}
