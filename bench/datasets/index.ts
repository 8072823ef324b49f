import { mixed } from './mixed.ts';
import { nums } from './nums.ts';
import { strings } from './strings.ts';

export const datasets = { nums, mixed, strings } as const;

export type DatasetName = keyof typeof datasets;
