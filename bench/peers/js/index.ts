import type { NodeTasks } from '../../node.ts';
import { arrow } from './arrow.ts';
import { asking } from './ask.ts';
import { inserting } from './insert.ts';
import { reading } from './read.ts';

/** `@clickhouse/client`, with the formats that are its fastest. */
export const tasks: NodeTasks = { ...arrow, ...reading, ...inserting, ...asking };
