/** What `fiberc run` tells the loader in the process of the program. */
export interface LoadOptions {
  /** Absolute path of the program. */
  readonly entry: string;
  /** Packages of node_modules to compile; `*` stands for anything. */
  readonly include: readonly string[];
  readonly mode?: 'development' | 'production';
  readonly unsupported?: 'error' | 'barrier';
  readonly implicit?: 'none' | 'accessors' | 'conversions';
  readonly barriers?: 'late' | 'exact' | 'nested';
}
