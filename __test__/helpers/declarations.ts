import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

const types = new URL('../../types/', import.meta.url);

/** The files of `types/` that declare the client; what other entries declare lies in folders there. */
export const declarations: readonly ts.SourceFile[] = readdirSync(types)
  .filter((file) => file.endsWith('.d.ts'))
  .map((file) => ts.createSourceFile(file, readFileSync(new URL(file, types), 'utf8'), ts.ScriptTarget.Latest, true));
