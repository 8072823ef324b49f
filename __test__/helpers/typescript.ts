/** Programs in TypeScript that are only compiled, and values as their source text. */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

import { PreciseDate, TypedValue } from '../../src/index.ts';

const directory = fileURLToPath(new URL('../cli/', import.meta.url));

/** What the compiler says of modules by their names, which may import the package by its name. */
export function faultsOf(modules: Readonly<Record<string, string>>): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    target: ts.ScriptTarget.ESNext,
    lib: ['lib.esnext.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    allowImportingTsExtensions: true,
    verbatimModuleSyntax: true,
    types: ['node'],
    skipLibCheck: true,
  };
  const texts = new Map(Object.entries(modules).map(([name, text]) => [directory + name, text]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, target, ...rest) => {
    const text = texts.get(path);
    return text === undefined ? getSourceFile(path, target, ...rest) : ts.createSourceFile(path, text, target);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  const own = [...texts.keys()].flatMap((path) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path)));
  return own.map(({ messageText, file, start = 0 }) => {
    const line = file?.text.slice(0, start).split('\n').length ?? 0;
    return `${file?.fileName.slice(directory.length)}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

/** An expression that gives a value. */
export function sourceOf(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof PreciseDate) return `new PreciseDate(${value.epochNanoseconds}n)`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (Buffer.isBuffer(value)) return `Buffer.from('${value.toString('hex')}', 'hex')`;
  if (value instanceof TypedValue) return `new TypedValue(${sourceOf(value.type)}, ${sourceOf(value.value)})`;
  if (value instanceof Map) return `new Map([${Array.from(value, sourceOf).join(', ')}])`;
  if (Array.isArray(value)) return `[${value.map(sourceOf).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([name, item]) => `${JSON.stringify(name)}: ${sourceOf(item)}`)
      .join(', ')} }`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return `Number(${JSON.stringify(String(value))})`;
  return JSON.stringify(value);
}
