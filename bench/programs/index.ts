import { fileURLToPath } from 'node:url';

import type { Side } from '../task.ts';
import { buildFloor } from './floor.ts';
import { prepareGo } from './go.ts';
import type { Program } from './program.ts';
import { preparePython } from './python.ts';

const child = fileURLToPath(new URL('../child.js', import.meta.url));
const node: Program = (assignment) => [process.execPath, [child, JSON.stringify(assignment)]];

/** Makes the programs of these sides ready; peers that cannot be had are left out. */
export async function preparePrograms(sides: ReadonlySet<Side>, mayInstall: boolean): Promise<Map<Side, Program>> {
  const makers: Record<Side, () => Program | Promise<Program>> = {
    floor: buildFloor,
    fetch: () => node,
    ours: () => node,
    js: () => node,
    python: () => preparePython(mayInstall),
    go: () => prepareGo(mayInstall),
  };
  const programs = new Map<Side, Program>();
  for (const side of sides) {
    try {
      programs.set(side, await makers[side]());
    } catch (error) {
      if (side === 'floor') throw error;
      const [reason] = String(error).split('\n');
      console.error(`${side} is left out: ${reason}`);
    }
  }
  return programs;
}
