/** Iterators that the language asks by itself, as something to loop over. */
import { call, direct, ITERATOR, isNullish, isObject, iterateOf, show } from './intrinsics.ts';
import { resuming } from './lazy-intrinsics.ts';

/** Closes an iterator that nobody loops over. */
export function close(iterator: object): void {
  const found = (iterator as { readonly return?: unknown }).return;
  if (isNullish(found)) return;
  const result = call(resuming(found), iterator);
  if (!isObject(result)) throw new TypeError(`${show(result)} is not an object`);
}

/** An iterator as something to loop over. Its `next` is read now, its `return` when it is closed. */
export function iterated(iterator: object): Iterable<unknown> {
  const next = resuming((iterator as { readonly next: unknown }).next);
  return direct({
    next: () => call(next, iterator),
    get return() {
      const found = (iterator as { readonly return?: unknown }).return;
      return isNullish(found) ? undefined : () => call(resuming(found), iterator);
    },
  });
}

/** GetIteratorFlattenable */
export function flat(x: unknown): Iterable<unknown> {
  if (!isObject(x)) throw new TypeError(`${show(x)} is not an object`);
  const iterate = iterateOf(x);
  return iterate === undefined
    ? direct(x)
    : { [ITERATOR]: () => call(iterate, x) as Iterator<unknown> };
}
