/** Operators and functions that Kysely has for other databases, and what ClickHouse has in their place. */
import { unsupported } from '../unsupported.ts';

const match = "use 'regexp', or match() with the flags (?i)";
const operators: Readonly<Record<string, string | undefined>> = {
  '@>': 'use hasAll()',
  '<@': 'use hasAll()',
  '^@': 'use startsWith()',
  '&&': 'use hasAny()',
  '?': 'use has() or JSONHas()',
  '?&': 'use hasAll()',
  '?|': 'use hasAny()',
  '!<': "use '>='",
  '!>': "use '<='",
  '~': match,
  '!~': match,
  '~*': match,
  '!~*': match,
  match,
  '@@': 'use hasToken()',
  '@@@': 'use hasToken()',
  '!!': undefined,
  '<->': 'use L2Distance()',
  '^': 'use pow() or bitXor()',
  '&': 'use bitAnd()',
  '|': 'use bitOr()',
  '#': 'use bitXor()',
  '<<': 'use bitShiftLeft()',
  '>>': 'use bitShiftRight()',
  'between symmetric': "use 'between' with least() and greatest()",
};

const functions: Readonly<Record<string, string | undefined>> = {
  json_agg: 'use groupArray()',
  to_json: 'use toJSONString(), or tuple()',
};

/** Refuses an operator that would be a comment (`#`), or a fault in the syntax. */
export function refuseOperator(operator: string): void {
  if (Object.hasOwn(operators, operator)) throw unsupported(`operator ${operator}`, operators[operator]);
}

export function refuseFunction(name: string): void {
  if (Object.hasOwn(functions, name)) throw unsupported(`function ${name}`, functions[name]);
}
