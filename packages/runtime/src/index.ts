export { FiberError, FiberError as error, type FiberErrorCode } from './errors.ts';
export { current, Fiber, type FiberKwargsOptions, type FiberOptions } from './fiber.ts';
