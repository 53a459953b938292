import * as babel from '@babel/core';
import { runsBeside, runsInside } from '../plugin.ts';

runsInside(babel, import.meta.dirname, '8');
runsBeside(babel, import.meta.dirname);
