/** The columns of external data: lists of types, or of names and types. */
import { unquoted } from '../identifier.ts';
import { invalid } from '../validate.ts';

export interface ExternalColumns {
  /** How the server is told of them. */
  readonly field: 'types' | 'structure';
  /** What it is told. */
  readonly text: string;
  /** Names, as they are without quotes, and types. */
  readonly list: readonly { readonly name: string; readonly type: string }[];
}

/** Quoted texts, what parts and encloses the elements of a list, and what is in between. */
const token = /'(?:[^'\\]|\\[\s\S]|'')*'|`(?:[^`\\]|\\[\s\S]|``)*`|"(?:[^"\\]|\\[\s\S]|"")*"|[(),]|[^'"`(),]+/y;

/** A name, quoted or not, and a type. */
const named = /^(?:(`(?:[^`\\]|\\[\s\S]|``)+`|"(?:[^"\\]|\\[\s\S]|"")+")|([^\s`"'(),]+))\s+(\S[\s\S]*)$/;

/** The columns that the options of one file declare; `where` names it in errors. */
export function columnsOf(
  types: string | readonly string[] | undefined,
  structure: string | readonly string[] | undefined,
  where: string,
): ExternalColumns {
  if ((types === undefined) === (structure === undefined)) {
    throw invalid(`${where}: give either 'types' or 'structure'${types === undefined ? '' : ', not both'}`);
  }
  const field = types === undefined ? 'structure' : 'types';
  const elements = elementsOf((types ?? structure) as string | readonly string[], `${where}: option '${field}'`);
  const list = elements.map((element, index) =>
    field === 'types' ? { name: `_${index + 1}`, type: element } : columnOf(element, where),
  );
  const names = new Set<string>();
  for (const { name } of list) {
    if (names.has(name)) throw invalid(`${where}: option 'structure' has two columns '${name}'`);
    names.add(name);
  }
  return { field, text: elements.join(', '), list };
}

/** The elements of a list, which may be a text with commas between them. */
function elementsOf(list: string | readonly string[], where: string): string[] {
  const elements = (typeof list === 'string' ? [list] : list).flatMap((text) => split(text, where));
  if (elements.length === 0) throw invalid(`${where} is empty`);
  return elements;
}

/** Parts a text at its commas, except those inside of parentheses and quotes. */
function split(text: string, where: string): string[] {
  const elements = [''];
  let depth = 0;
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const from = token.lastIndex;
    const found = token.exec(text)?.[0];
    if (found === undefined) throw invalid(`${where}: the quote at character ${from} is not closed`);
    if (found === '(') depth++;
    if (found === ')') depth--;
    if (found === ',' && depth === 0) elements.push('');
    else elements.push((elements.pop() ?? '') + found);
    if (depth < 0) break;
  }
  if (depth !== 0) throw invalid(`${where}: the parentheses of '${text}' do not match`);
  const trimmed = elements.map((element) => element.trim());
  if (trimmed.includes('')) throw invalid(`${where} has an empty element`);
  return trimmed;
}

function columnOf(element: string, where: string): { name: string; type: string } {
  const [, quoted, plain, type = ''] = named.exec(element) ?? [];
  const name = quoted === undefined ? plain : unquoted(quoted);
  if (name === undefined) throw invalid(`${where}: option 'structure': '${element}' is not a name and a type`);
  return { name, type };
}
