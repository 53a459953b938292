/**
 * Fills the stack, then calls `f` on each of the `count` levels below the limit on the way back.
 * Before that once where there is room: what is not compiled yet would need a lot of stack.
 */
export const nearTheLimit = (f: () => void, count: number): void => {
  f();
  const fill = (): number => {
    let level: number;
    try {
      level = fill();
    } catch {
      return 0;
    }
    if (level < count)
      try {
        f();
      } catch (e) {
        if (!(e instanceof RangeError)) throw e;
      }
    return level + 1;
  };
  fill();
};
