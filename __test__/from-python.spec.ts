/** docs/from-python.md against the declarations and the exports: every name that it gives exists. */
import { readFileSync } from 'node:fs';
import test from 'ava';
import ts from 'typescript';

import * as cube from '../src/cube/index.ts';
import * as core from '../src/index.ts';
import * as kysely from '../src/kysely/index.ts';
import { declarations } from './helpers/declarations.ts';

const api = { ...core, ...cube, ...kysely };

/** The facts of the Python driver's documentation that there are. */
const FACTS = 361;

interface Row {
  readonly facts: readonly number[];
  /** Whether one of them is a limit, a cost or a gap. */
  readonly limit: boolean;
  readonly here: string;
  readonly remark: string;
}

const document = readFileSync(new URL('../docs/from-python.md', import.meta.url), 'utf8');
const rows: readonly Row[] = document
  .split('\n')
  .filter((line) => /^\| (?:\*\*)?F\d/.test(line))
  .map((line) => {
    const [facts = '', , here = '', remark = ''] = line
      .slice(2, -1)
      .split('|')
      .map((cell) => cell.trim());
    const ranges = [...facts.matchAll(/F(\d+)(?:\*\*)?(?:–(?:\*\*)?F(\d+))?/g)];
    return {
      facts: ranges.flatMap(([, from, to = from]) =>
        Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index),
      ),
      limit: facts.includes('**'),
      here,
      remark,
    };
  });

/** The members of the declared interfaces and classes, by the name of these. */
const declared = new Map<string, Set<string>>();
for (const source of declarations) {
  source.forEachChild((node) => {
    if (!ts.isInterfaceDeclaration(node) && !ts.isClassDeclaration(node)) return;
    const members = node.members.flatMap(({ name }) => (name === undefined ? [] : [name.getText(source)]));
    declared.set(node.name?.text ?? '', new Set(members));
  });
}

const options = new Set(
  [...declared].flatMap(([name, members]) => (/Options$|^ExternalFile$/.test(name) ? [...members] : [])),
);
const receivers: Readonly<Record<string, string>> = {
  client: 'Client',
  result: 'QueryResult',
  stream: 'QueryStream',
  column: 'Column',
  queryContext: 'QueryContext',
  insertContext: 'InsertContext',
  externalData: 'ExternalData',
};

/** What is wrong with a name that the document gives, if anything is. */
function fault(name: string): string | undefined {
  if (name === 'await using' || /^'.*'$/.test(name)) return undefined;
  const member = /^(\w+)\.(\w+)(?:\(\))?$/.exec(name);
  if (member !== null) {
    const [, receiver = '', property = ''] = member;
    const exported: unknown = Reflect.get(api, receiver);
    if (exported !== undefined) return property in Object(exported) ? undefined : `${name} is not exported`;
    const type = receivers[receiver];
    return type !== undefined && declared.get(type)?.has(property) ? undefined : `${name} is not declared`;
  }
  const list = /^\{ (.*) \}$/.exec(name)?.[1];
  if (list !== undefined) {
    const [outer = '', inner] = list.split(': {');
    const missing = [...outer.split(','), ...(inner ?? '').replace('}', '').split(',')]
      .map((option) => option.trim())
      .filter((option) => option !== '' && !options.has(option) && !declared.get('InsertResult')?.has(option));
    return missing.length === 0 ? undefined : `${missing.join(', ')}: no option is called so`;
  }
  const bare = name.replace(/: \{.*\}$|\(\)$/, '');
  if (bare in api) return undefined;
  const nested = /: \{ (.*) \}$/.exec(name)?.[1]?.split(', ') ?? [];
  const missing = [bare, ...nested].filter((option) => !options.has(option));
  return missing.length === 0 ? undefined : `${missing.join(', ')}: neither an export nor an option`;
}

test('every fact has one row', (t) => {
  const told = rows.flatMap(({ facts }) => facts).toSorted((a, b) => a - b);
  t.deepEqual(
    told,
    Array.from({ length: FACTS }, (_, index) => index + 1),
  );
});

test('every name in the table exists', (t) => {
  const names = rows.flatMap(({ here }) => [...here.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
  t.true(names.length > 200);
  t.deepEqual(
    names.flatMap((name) => fault(name) ?? []),
    [],
  );
});

test('every limit of the Python driver is answered, and every other row names what there is here', (t) => {
  for (const { facts, limit, here, remark } of rows) {
    t.false(limit && remark === '', `F${facts[0]} says not how it fares here`);
    t.false(here === '' && remark === '', `F${facts[0]} is empty`);
  }
});
