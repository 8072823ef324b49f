/** The programs in the documentation: blocks of TypeScript in Markdown. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** README.md and the guides, as paths from the root of the repository. */
export const pages: readonly string[] = [
  'README.md',
  ...readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !/(?:^|[\\/])(?:\.vitepress|node_modules)[\\/]/.test(file))
    .map((file) => `docs/${file.replaceAll('\\', '/')}`)
    .sort(),
];

/** The declarations, whose comments have examples, as paths from the root of the repository. */
export const contracts: readonly string[] = [
  ...readdirSync(root).filter((file) => file.endsWith('.d.ts')),
  ...readdirSync(`${root}types`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.d.ts'))
    .map((file) => `types/${file.replaceAll('\\', '/')}`),
];

export interface Snippet {
  readonly page: string;
  /** Of its first line of code, from 1. */
  readonly line: number;
  readonly text: string;
  /** Otherwise it only goes through the compiler: it is a comment's, or `no-run` stands behind the language. */
  readonly runs: boolean;
}

/** The blocks of a page, or of the comments of a declaration, that are marked as `ts` or `js`; one that is marked `continues` belongs to the one before. */
export function snippetsOf(page: string): Snippet[] {
  const isContract = page.endsWith('.d.ts');
  const text = readFileSync(root + page, 'utf8');
  const lines = (isContract ? text.replaceAll(/^ *\* ?/gm, '') : text).split('\n');
  const snippets: Snippet[] = [];
  for (let first = 0; first < lines.length; first++) {
    const [fence, indent = '', language = '', mark = ''] = /^( *)```(\w+) ?(.*)$/.exec(lines[first] ?? '') ?? [];
    if (fence === undefined) continue;
    const end = lines.indexOf(`${indent}\`\`\``, first + 1);
    if (language === 'ts' || language === 'js') {
      const text = lines.slice(first + 1, end).join('\n');
      const before = snippets.at(-1);
      if (mark === 'continues' && before !== undefined) {
        const gap = first + 2 - before.line - before.text.split('\n').length;
        snippets[snippets.length - 1] = { ...before, text: `${before.text}${'\n'.repeat(gap + 1)}${text}` };
      } else if (mark === '' || mark === 'no-run') {
        snippets.push({ page, line: first + 2, text, runs: mark === '' && !isContract });
      } else {
        throw new Error(`${page}:${first + 1} has the unknown mark ${mark}`);
      }
    }
    first = end;
  }
  return snippets;
}

/** A name for the module of a snippet, which says where it stands. `kysely.d.9.ts` would be a declaration. */
export const nameOf = ({ page, line }: Snippet): string =>
  `${page.replace(/\.md$/, '').replaceAll(/\W/g, '_')}.${line}.ts`;

const parse = (text: string): ts.SourceFile => ts.createSourceFile('snippet.ts', text, ts.ScriptTarget.ESNext, true);

/** What the stage exports, as an import names it: `client`, `type Visit`. */
const props = parse(readFileSync(`${root}__test__/docs/stage.ts`, 'utf8')).statements.flatMap((statement) => {
  const isExported = /^export\b/.test(statement.getText());
  const isType = ts.isInterfaceDeclaration(statement);
  return isExported ? namesOf(statement).map((name) => ({ name, imported: isType ? `type ${name}` : name })) : [];
});

/** A snippet as a module whose lines have the numbers of the page. It imports from the stage what it uses and does not declare. */
export function moduleOf({ line, text }: Snippet, stage: string): string {
  const declared = new Set(parse(text).statements.flatMap(namesOf));
  const used = props.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(text) && !declared.has(name));
  const names = used.map(({ imported }) => imported).join(', ');
  return `import { ${names} } from ${JSON.stringify(stage)};${'\n'.repeat(line - 1)}${text}\n`;
}

/** What a statement declares or imports. */
function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => bound(name));
  if (ts.isImportDeclaration(statement)) {
    const { name, namedBindings } = statement.importClause ?? {};
    const named =
      namedBindings === undefined
        ? []
        : ts.isNamespaceImport(namedBindings)
          ? [namedBindings.name.text]
          : namedBindings.elements.map((element) => element.name.text);
    return [...(name === undefined ? [] : [name.text]), ...named];
  }
  const { name } = statement as { readonly name?: ts.Node };
  return name !== undefined && ts.isIdentifier(name) ? [name.text] : [];
}

function bound(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : bound(element.name)));
}
