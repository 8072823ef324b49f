import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExternalFile } from '../../index.js';
import { type Check, type Checks, invalid, names, validate } from '../validate.ts';
import { type Content, contentOf } from './content.ts';
import { columnsOf, type ExternalColumns } from './structure.ts';

/** A table that goes with a query. */
export interface ExternalTable {
  readonly name: string;
  readonly format: string;
  readonly columns: ExternalColumns;
  readonly mimeType: string;
  readonly content: Content;
}

const WHERE = 'ExternalData';

const path: Check = (value) =>
  value instanceof URL || (typeof value === 'string' && value !== '' && !value.includes('\0'))
    ? undefined
    : 'the path of a file';

/** Names stand in quotes in what is sent. */
const fileName: Check = (value) =>
  typeof value === 'string' && /^[^\s"\\\p{Cc}](?:[^"\\\p{Cc}]*[^\s"\\\p{Cc}])?$/u.test(value)
    ? undefined
    : 'a name without double quotes, backslashes and control characters';

const checks: Checks<ExternalFile> = {
  filePath: path,
  data: (value) => (value === null ? 'data' : undefined),
  fileName,
  format: (value) => (typeof value === 'string' && /^\w+$/.test(value) ? undefined : 'the name of a format'),
  types: names,
  structure: names,
  mimeType: (value) =>
    typeof value === 'string' && /^[\w.+*-]+\/[\w.+*-]+(?:;[ -~]+)?$/.test(value)
      ? undefined
      : "the type of a content, such as 'text/csv'",
};

/** Checks the options of one file; nothing is opened. */
export function tableOf(options: ExternalFile): ExternalTable {
  validate<ExternalFile>(options, checks, WHERE);
  const { filePath, data, format, mimeType = 'application/octet-stream' } = options;
  if ((filePath === undefined) === (data === undefined)) {
    throw invalid(`${WHERE}: give either 'filePath' or 'data'${data === undefined ? '' : ', not both'}`);
  }
  const file = filePath === undefined ? undefined : pathOf(filePath);
  const name = options.fileName ?? (file === undefined ? undefined : nameOf(file));
  if (name === undefined) throw invalid(`${WHERE}: 'data' needs a 'fileName', by which queries call the table`);
  // Fields of these names would be taken for the format of the answer, and for parameters.
  if (name === 'default' || name.startsWith('param_')) {
    throw invalid(`${WHERE}: a table cannot be called '${name}': give another 'fileName'`);
  }
  const where = `${WHERE}: '${name}'`;
  const columns = columnsOf(options.types, options.structure, where);
  const content: Content = file === undefined ? contentOf(data, where) : { kind: 'file', path: file };
  if (content.kind === 'rows' && format !== undefined) {
    throw invalid(`${where}: option 'format' is for bytes, not for rows and columns`);
  }
  return { name, format: content.kind === 'rows' ? 'Native' : (format ?? 'TSV'), columns, mimeType, content };
}

function pathOf(filePath: string | URL): string {
  if (typeof filePath === 'string') return filePath;
  try {
    return fileURLToPath(filePath);
  } catch (cause) {
    throw invalid(`${WHERE}: option 'filePath' must be the path of a file, not a URL of another kind`, cause);
  }
}

/** The name of a file without its extensions. */
function nameOf(file: string): string {
  const name = /^\.?[^.]*/.exec(basename(file))?.[0] ?? '';
  if (fileName(name) !== undefined) throw invalid(`${WHERE}: '${file}' gives no name: give a 'fileName'`);
  return name;
}
