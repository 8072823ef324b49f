import { type RawBuilder, sql } from 'kysely';
import type { SettingValue } from '../../../index.js';
import { quoteString } from '../../literal.ts';
import { settingText } from '../../settings.ts';
import { invalid } from '../../validate.ts';

/** Settings as they stand behind `SETTINGS`. */
export function settingsList(values: Readonly<Record<string, SettingValue>>, where: string): RawBuilder<unknown> {
  const pairs = Object.entries(values).filter(([, value]) => value !== undefined);
  if (pairs.length === 0) throw invalid(`${where}: there are no settings`);
  return sql.raw(pairs.map(([name, value]) => `${checked(name, where)} = ${literal(name, value, where)}`).join(', '));
}

function checked(name: string, where: string): string {
  if (!/^\w+$/.test(name)) throw invalid(`${where}: '${name}' is no name of a setting`);
  return name;
}

function literal(name: string, value: SettingValue, where: string): string {
  if (value === null) return 'default';
  const text = settingText(value, name, where);
  return typeof value === 'string' || typeof value === 'object' ? quoteString(text) : text;
}
