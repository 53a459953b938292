import * as babel from '@babel/core';
import { runsInside } from '../plugin.ts';

runsInside(babel, import.meta.dirname, '8');
