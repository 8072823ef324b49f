/** docs/errors.md against the code: all codes are there, and none that do not exist. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';

import * as api from '../src/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

function sources(directory: string): string[] {
  const files = readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /\.(?:ts|rs)$/.test(file))
    .map((file) => readFileSync(join(root, directory, file), 'utf8'));
}

const directories = ['src', 'crates/client/src', 'crates/node/src', 'crates/native/src', 'crates/compress/src'];
const found = new Set(directories.flatMap(sources).flatMap((text) => text.match(/\bERR_[A-Z_]+\b/g) ?? []));
/** All but those of Node, which are only looked at. */
const used = [...found].filter((code) => code !== 'ERR_STREAM_DESTROYED');
const document = readFileSync(join(root, 'docs/errors.md'), 'utf8');
const rows = [...document.matchAll(/^\| `(ERR_[A-Z_]+)` \| (.*?) \| (.+) \|$/gm)];

test('every code of the package has a row, and every row a code', (t) => {
  const told = rows.map(([, code]) => code);
  t.deepEqual(told.toSorted(), used.toSorted());
});

test('every class of the package has a row, and codes name classes that exist', (t) => {
  const classes = Object.entries(api).flatMap(([name, value]) =>
    typeof value === 'function' && value.prototype instanceof Error ? [name] : [],
  );
  const told = [...document.matchAll(/^\| `(\w+Error)` \|/gm)].map(([, name]) => name);
  t.deepEqual(told.toSorted(), classes.toSorted());
  const named = rows.flatMap(([, , list = '']) => [...list.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
  t.deepEqual(
    named.filter((name) => name !== 'Error' && !classes.includes(name)),
    [],
  );
});
