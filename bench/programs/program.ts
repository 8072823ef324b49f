import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import type { Assignment, Work } from '../task.ts';

/** How a program is started for a measurement; its answer is a line of JSON. */
export type Program = (assignment: Assignment, kind: Work['kind']) => readonly [file: string, args: readonly string[]];

export const execute = promisify(execFile);
