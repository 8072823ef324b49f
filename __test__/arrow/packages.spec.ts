import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import ts from 'typescript';

import { runProgram } from '../helpers/program.ts';
import { getServer } from '../helpers/server.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('a missing package is named, and only those who need it notice', async (t) => {
  const { stdout, stderr, code } = await runProgram('without-packages', [(await getServer()).url]);
  t.is(stderr, '');
  t.is(code, 0);
  const missing = (where: string, name: string): string =>
    `NotSupportedError ERR_PACKAGE_MISSING ${where} needs the package ${name}: run \`npm install ${name.replace(/,.*/, '')}\``;
  t.deepEqual(stdout.split('\n'), [
    missing('queryArrow', 'apache-arrow, 21.2 or newer'),
    missing('queryArrowStream', 'apache-arrow, 21.2 or newer'),
    missing('toArrow', 'apache-arrow, 21.2 or newer'),
    missing('insertArrow', 'apache-arrow, 21.2 or newer'),
    missing('queryDf', 'nodejs-polars'),
    missing('queryDfStream', 'nodejs-polars'),
    '1 row, and IPC',
  ]);
});

test('the declarations compile without the optional packages', (t) => {
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: false,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    types: ['node'],
  };
  const user = join(root, 'user.ts');
  const text = `import { createClient } from './index.js';
    export const n: number = (await createClient().queryArrow('SELECT 1')).numRows;`;
  const host = ts.createCompilerHost(options);
  const { fileExists, directoryExists, getSourceFile } = host;
  const isHidden = (path: string): boolean => /node_modules\/(?:apache-arrow|nodejs-polars)(?:\/|$)/.test(path);
  host.fileExists = (path) => path === user || (!isHidden(path) && fileExists(path));
  host.directoryExists = (path) => !isHidden(path) && (directoryExists?.(path) ?? false);
  host.getSourceFile = (path, version, ...rest) =>
    path === user ? ts.createSourceFile(path, text, version) : getSourceFile(path, version, ...rest);
  const program = ts.createProgram([user], options, host);
  const faults = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  t.deepEqual(faults, []);
  t.true(program.getSourceFiles().some(({ fileName }) => fileName.endsWith('types/arrow.d.ts')));
  t.false(program.getSourceFiles().some(({ fileName }) => isHidden(fileName)));
});
