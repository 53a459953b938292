import { readFileSync } from 'node:fs';
import { codeFrameColumns } from '@babel/code-frame';
import type { SourcePlace } from '@fiberc/transform/analyze';
import pc from 'picocolors';

/** The lines around a place, which is pointed at. */
export const frameOf = ({ file, line, column }: SourcePlace, message = ''): string =>
  codeFrameColumns(
    readFileSync(file, 'utf8'),
    // Babel counts columns from 0.
    { start: { line, column: column - 1 } },
    {
      highlightCode: pc.isColorSupported,
      linesAbove: 1,
      linesBelow: 1,
      ...(message && { message }),
    },
  );

export const indented = (text: string, by: string): string => text.replace(/^(?=.)/gm, by);
