import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { FiberError } from '@fiberc/runtime';
import { load } from '@fiberc/runtime/abi';
import { describe, expect, test } from 'vitest';
import { thrownBy } from './compiled.ts';
import { secondCopy } from './foreign.ts';

describe('the names for compiled code', () => {
  test('are frozen, and the same for every module', () => {
    expect(Object.isFrozen(load(1))).toBe(true);
    expect(load(1)).toBe(load(1));
  });

  test('another version is refused', () => {
    for (const version of [0, 2, undefined as unknown as number])
      expect(thrownBy(() => load(version))).toMatchObject({
        constructor: FiberError,
        code: 'ERR_FIBER_ABI',
      });
  });

  test('where nothing is compiled, leaving a fiber is refused at the switch', async () => {
    const { Fiber, current } = await secondCopy();
    const main = current();
    const log: unknown[] = [];
    const f: InstanceType<typeof Fiber> = new Fiber(() => {
      for (const leave of [
        () => main.switch(),
        () => main.throw(Error),
        () => new Fiber(() => 1).switch(),
      ])
        log.push((thrownBy(leave) as FiberError).code);
      log.push((thrownBy(() => f.switch()) as FiberError).code);
      log.push(current() === f);
      return 'goes on';
    });
    expect(f.switch()).toBe('goes on');
    expect(log).toEqual([
      'ERR_FIBER_NOT_COMPILED',
      'ERR_FIBER_NOT_COMPILED',
      'ERR_FIBER_NOT_COMPILED',
      'ERR_FIBER_SELF',
      true,
    ]);
  });

  test('no fiber is needed for a program that never leaves one', () => {
    const source = `
      import { Fiber } from '@fiberc/runtime';
      if (new Fiber(() => new Fiber(() => 1).isAlive()).switch() !== true) process.exit(1);`;
    execFileSync(
      process.execPath,
      ['--conditions=fiberc-source', '--input-type=module', '-e', source],
      { cwd: fileURLToPath(new URL('.', import.meta.url)) },
    );
  });
});
