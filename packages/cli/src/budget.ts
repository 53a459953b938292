/** What a report is measured by: `30%` or `120` of the functions may be compiled, or `50kB` be added by that. */
import type { Counts } from './report.ts';

export interface Budget {
  readonly unit: 'percent' | 'functions' | 'bytes';
  readonly limit: number;
}

const FACTORS: Readonly<Record<string, number>> = { B: 1, kB: 1000, MB: 1_000_000 };

export function budgetOf(text: string, usage: (message: string) => never): Budget {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)(%|B|kB|MB)?$/.exec(text) ?? [];
  if (digits === undefined) {
    usage(
      `error: a budget is a share of the functions (30%), a number of them (120), or bytes (50kB), not '${text}'`,
    );
  }
  const limit = Number(digits);
  if (unit === '%') return { unit: 'percent', limit };
  return unit === ''
    ? { unit: 'functions', limit }
    : { unit: 'bytes', limit: limit * (FACTORS[unit] ?? 1) };
}

/** What is too much, in words; null: nothing. */
export function excess(
  { functions, compiled, added }: Counts,
  { unit, limit }: Budget,
): string | null {
  switch (unit) {
    case 'percent': {
      const percent = functions === 0 ? 0 : (compiled / functions) * 100;
      return percent > limit
        ? `over budget: ${percent.toFixed(1)}% of the functions are compiled, ${limit}% allowed`
        : null;
    }
    case 'functions':
      return compiled > limit
        ? `over budget: ${compiled} functions are compiled, ${limit} allowed`
        : null;
    case 'bytes':
      return added > limit ? `over budget: compiling adds ${added} bytes, ${limit} allowed` : null;
    default:
      return unit satisfies never;
  }
}
