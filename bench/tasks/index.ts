import type { Task } from '../task.ts';
import { floors } from './floor.ts';
import { ours } from './ours.ts';
import { peer } from './peer.ts';

export const tasks: readonly Task[] = [...floors, ...ours, ...peer];
