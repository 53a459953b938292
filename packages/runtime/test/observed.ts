// What a function does to the objects that it gets, told by proxies.

/** The receiver, or a proxy of it that writes down everything that happens to it. */
export function observed(receiver: unknown, log: unknown[]): unknown {
  if (typeof receiver !== 'object' || receiver === null) return receiver;
  const handler = new Proxy(
    {},
    {
      get:
        (_, trap: string) =>
        (target: object, key: unknown, ...rest: readonly unknown[]) => {
          log.push([trap, typeof key === 'object' ? 'object' : String(key)]);
          return (Reflect[trap as 'get'] as (...args: readonly unknown[]) => unknown)(
            target,
            key,
            ...rest,
          );
        },
    },
  );
  return new Proxy(receiver, handler);
}

/** A result or an error in a form that compares. */
export function outcome(run: () => unknown, log: unknown[]): unknown {
  try {
    return described(run());
  } catch (error) {
    log.push('threw');
    // What engines say of wrong values is their own affair.
    return error instanceof Error ? `${error.name}: ${error.message}` : error;
  }
}

function described(value: unknown): unknown {
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value !== 'object' || value === null) return [typeof value, String(value)];
  const keys = Reflect.ownKeys(value);
  return {
    prototype:
      Object.prototype.toString.call(Object.getPrototypeOf(value)) +
      String(Object.getPrototypeOf(value)?.constructor?.name),
    isArray: Array.isArray(value),
    own: keys.map((key) => {
      const found = Reflect.getOwnPropertyDescriptor(value, key) as PropertyDescriptor;
      const shallow =
        typeof found.value === 'object' && found.value !== null
          ? JSON.stringify(found.value)
          : found.value;
      return [
        String(key),
        typeof shallow === 'function' ? 'function' : shallow,
        found.writable,
        found.enumerable,
        found.configurable,
      ];
    }),
  };
}
