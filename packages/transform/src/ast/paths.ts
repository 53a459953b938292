/** Walking paths. */
import type { NodePath } from '@babel/traverse';
import * as t from '@babel/types';

/**
 * Calls `enter` for each path below `root`, parents first; a result of `false` leaves out what is below. Babel's own
 * traversal works the scope of each path out again. Here a path has the one that the last crawl gave it: what has been
 * made since then has none.
 */
export function eachPath(root: NodePath, enter: (path: NodePath) => unknown): void {
  const { get } = root.constructor as typeof NodePath;
  const visit = (parentPath: NodePath): void => {
    const parent = parentPath.node;
    const record = parent as unknown as Record<string, t.Node | readonly (t.Node | null)[] | null | undefined>;
    for (const key of t.VISITOR_KEYS[parent.type] ?? []) {
      const value = record[key];
      if (!value) continue;
      if (!Array.isArray(value)) {
        const path = get({ parentPath, parent, container: parent, key });
        if (enter(path) !== false) visit(path);
        continue;
      }
      for (let index = 0; index < value.length; index++) {
        if (!value[index]) continue;
        const path = get({ parentPath, parent, container: value, listKey: key, key: index });
        if (enter(path) !== false) visit(path);
      }
    }
  };
  visit(root);
}

export function classesIn(root: NodePath): NodePath<t.Class>[] {
  const classes: NodePath<t.Class>[] = [];
  eachPath(root, (path) => {
    if (path.isClass()) classes.push(path);
  });
  return classes;
}

/** The part of `around`, one of its children, that something stands in, or is. */
export const partAround = (path: NodePath, around: NodePath): NodePath | null => path.find((up) => up.parentPath === around);

/** Does something stand in the parameters of a function? */
export const isInParameters = (path: NodePath, fn: NodePath): boolean => partAround(path, fn)?.listKey === 'params';
