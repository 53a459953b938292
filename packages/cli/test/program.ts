/** A program with a package, and a function of each sort. */
export const PROGRAM = {
  'src/main.ts': `import { Fiber } from '@fiberc/runtime';
import { each } from 'walk';
import { double, shown } from './numbers.js';
import { pause } from './pause.js';

function numbers(list: readonly number[]): void {
  each(list, (n) => pause(double(n)));
}

const fiber = new Fiber(() => numbers([1, 2, 3]));
const seen: unknown[] = [];
while (true) {
  const value = fiber.switch();
  if (!fiber.isAlive()) break;
  seen.push(value);
}
console.log(shown(seen));
`,
  'src/numbers.ts': `export const double = (n: number): number => n * 2;

export function shown(list: readonly unknown[]): string {
  return list.join(' ');
}
`,
  'src/pause.ts': `import { current } from '@fiberc/runtime';

/** Gives a value to whoever runs the fiber. */
export function pause(value: unknown): void {
  leave(value);
}

const leave = (value: unknown): unknown => current().parent?.switch(value);

export function report(list: number[]): number[] {
  return list.sort((a, b) => a - b);
}
`,
  'src/other.ts': 'export const other = (f: () => void) => f();\n',
  'node_modules/walk/package.json':
    '{ "name": "walk", "type": "module", "exports": "./index.js" }\n',
  'node_modules/walk/index.js': `import { current } from '@fiberc/runtime';

export function each(list, f) {
  for (const one of list) f(one);
}

export function unused() {
  return current().parent.switch();
}
`,
} as const;
