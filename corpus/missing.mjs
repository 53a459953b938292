// What has to be fetched before a run, as commands.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const nameOf = (dependency) => dependency.replace(/(.)@.*/, '$1');

/** The commands that would bring what is not there. */
export function missing(root, libraries) {
  const clones = libraries
    .filter(({ name, folder = name }) => !existsSync(join(root, folder)))
    .map(
      ({ name, folder = name, from, tag }) =>
        `git clone --depth 1 --branch ${tag} https://github.com/${from} ${join(root, folder)}`,
    );
  const packages = libraries
    .flatMap(({ needs = [] }) => needs)
    .filter((dependency) => !existsSync(join(root, 'node_modules', nameOf(dependency))));
  const install =
    packages.length > 0 ? [`npm install --prefix ${root} ${[...new Set(packages)].join(' ')}`] : [];
  return [...new Set(clones), ...install];
}
