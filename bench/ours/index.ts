import type { NodeTasks } from '../node.ts';
import { asking } from './ask.ts';
import { compat } from './compat.ts';
import { copying } from './copy.ts';
import { inserting } from './insert.ts';
import { making } from './make.ts';
import { reading } from './read.ts';

export const tasks: NodeTasks = { ...reading, ...inserting, ...asking, ...copying, ...making, ...compat };
