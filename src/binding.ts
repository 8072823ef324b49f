import { ProgrammingError } from './errors.ts';
import { withList, withNames } from './parameters/inline.ts';
import { type BindingOptions, bindParameters, type ParameterPairs } from './params.ts';
import { Sql } from './sql/fragment.ts';
import { marks } from './sql/marks.ts';
import { placeholders } from './sql/placeholders.ts';
import { makesView } from './sql/view.ts';
import { checkStatement, invalid, isRecord } from './validate.ts';

/** A statement and the values that its caller gave. */
export interface Stated {
  readonly sql: string;
  readonly parameters: unknown;
}

/** A statement as it is sent, and the values that go with it. */
export interface Bound {
  readonly sql: string;
  readonly pairs: ParameterPairs;
  /** The values as their caller gave them. */
  readonly given: unknown;
}

/** What an argument and the option `parameters` say, both of which may bring values; `where` is the method. */
export function stated(statement: unknown, parameters: unknown, where: string): Stated {
  if (!(statement instanceof Sql)) {
    checkStatement(statement, where);
    return { sql: statement, parameters };
  }
  checkStatement(statement.text, where);
  const names = Object.keys(statement.parameters);
  if (names.length === 0) return { sql: statement.text, parameters };
  checkPlaces(statement.text, names, where);
  if (parameters === undefined) return { sql: statement.text, parameters: statement.parameters };
  if (!isRecord(parameters))
    throw invalid(`${where}: option 'parameters' must be an object beside the values of sql\`\``);
  // The names of the values are none that the text has for placeholders of its own.
  return { sql: statement.text, parameters: { ...parameters, ...statement.parameters } };
}

/** Values in strings, comments and quoted identifiers would never be seen there; those of a view would be left out of it. */
function checkPlaces(text: string, names: readonly string[], where: string): void {
  const types = new Map(placeholders(text).map(({ name, type }) => [name, type]));
  const lost = names.findIndex((name) => !types.has(name));
  if (lost >= 0) {
    throw misplaced(
      `${where}: value ${lost + 1} of sql\`\` stands inside of a string, a comment or a quoted identifier`,
    );
  }
  if (!makesView(text)) return;
  const kept = names.findIndex((name) => types.get(name) !== 'Identifier');
  if (kept < 0) return;
  throw misplaced(`${where}: value ${kept + 1} of sql\`\` would become a parameter of the view: write it with %s`);
}

function misplaced(message: string): ProgrammingError {
  return new ProgrammingError(message, { code: 'ERR_MISPLACED_VALUE' });
}

/** Puts values apart for `{name:Type}`, or else into the statement for `%(name)s` and `%s`. */
export function bound({ sql, parameters }: Stated, options: BindingOptions): Bound {
  const { dict = 'json' } = options;
  if (Array.isArray(parameters)) {
    const [placeholder] = placeholders(sql);
    if (placeholder !== undefined) {
      const message = `placeholder {${placeholder.name}:${placeholder.type}} takes its value from an object, not from an array`;
      throw new ProgrammingError(message, { code: 'ERR_UNBOUND_PARAMETER' });
    }
    return { sql: withList(sql, marks(sql), parameters, dict), pairs: [], given: parameters };
  }
  if (isRecord(parameters)) {
    const found = marks(sql);
    if (found.length > 0 && placeholders(sql).length === 0) {
      return { sql: withNames(sql, found, parameters, dict), pairs: [], given: parameters };
    }
  }
  return { sql, pairs: bindParameters(sql, parameters, options), given: parameters };
}
