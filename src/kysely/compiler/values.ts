import {
  type BinaryOperationNode,
  type CollateNode,
  DefaultQueryCompiler,
  type IdentifierNode,
  type JSONOperatorChainNode,
  type JSONPathLegNode,
  type JSONPathNode,
  type OperationNode,
  OperatorNode,
  PrimitiveValueListNode,
  TupleNode,
  type UnaryOperationNode,
  ValueListNode,
  ValueNode,
} from 'kysely';
import { quoteIdentifier } from '../../identifier.ts';
import { quoteString } from '../../literal.ts';
import { expressionOf } from '../../parameters/expression.ts';
import { naming } from '../../parameters/refusal.ts';
import { sqlValue } from '../../sql/value.ts';
import { instantText, isTimes, type Times } from '../times.ts';
import { unsupported } from '../unsupported.ts';
import { refuseOperator } from './missing.ts';

const POSITIONS = 'take its elements out with arrayElement()';

/** Values and names. A value becomes a parameter; where there can be none, a literal. */
export abstract class ValueCompiler extends DefaultQueryCompiler {
  /** Whether the server keeps the statement as a text, as it does with mutations. */
  protected isMutation = false;

  protected override appendValue(given: unknown): void {
    if (this.isMutation && isTimes(given)) this.#appendTimes(given);
    else this.#appendParameter(given);
  }

  #appendParameter(given: unknown): void {
    const { value, type } = sqlValue(given, `parameter ${this.numParameters}`);
    this.append(`{p${this.numParameters}:${type}}`);
    this.addParameter(value);
  }

  /**
   * Of a DateTime64 that is a parameter servers (26.7) keep seconds since 1970, which they read as something else where these have
   * less than ten digits; of a function they keep the text.
   */
  #appendTimes(given: Times): void {
    if (Array.isArray(given)) {
      this.append('[');
      for (const [index, time] of given.entries()) {
        if (index > 0) this.append(', ');
        this.appendValue(time);
      }
      this.append(']');
    } else {
      const text = instantText(given);
      this.append('toDateTime64(');
      this.#appendParameter(text);
      this.append(`, ${text.length - text.indexOf('.') - 1}, 'UTC')`);
    }
  }

  /** A list is one parameter, an array: servers take about a thousand parameters. */
  protected override visitPrimitiveValueList({ values }: PrimitiveValueListNode): void {
    if (values.length === 0) this.append('[]');
    else this.appendValue(values);
  }

  protected override appendImmediateValue(value: unknown): void {
    this.append(naming('literal', () => expressionOf(value, 'json')));
  }

  protected override visitIdentifier({ name }: IdentifierNode): void {
    this.append(quoteIdentifier(name));
  }

  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const { leftOperand, operator, rightOperand } = node;
    const word = OperatorNode.is(operator) ? operator.operator : '';
    if (/^(?:not )?in$/.test(word) && isListOfTimes(rightOperand)) {
      // Of a set of literals the server makes no DateTime, of the rows of a subquery it does.
      this.visitNode(leftOperand);
      this.append(` ${word} (select arrayJoin(`);
      if (ValueListNode.is(rightOperand)) {
        this.append('[');
        this.compileList(rightOperand.values);
        this.append(']');
      } else this.visitNode(rightOperand);
      this.append('))');
    } else if (/^is(?: not)?$/.test(word) && isBoolean(rightOperand)) {
      // IS is for NULL alone, and only new servers compare with <=>.
      this.append(word === 'is' ? 'ifNull(' : 'not ifNull(');
      this.visitNode(leftOperand);
      this.append(' = ');
      this.visitNode(rightOperand);
      this.append(', false)');
    } else {
      super.visitBinaryOperation(node);
    }
  }

  protected override visitOperator({ operator }: OperatorNode): void {
    refuseOperator(operator);
    this.append(operator);
  }

  /** In parentheses, because two minus signs begin a comment. */
  protected override visitUnaryOperation(node: UnaryOperationNode): void {
    if (!OperatorNode.is(node.operator) || node.operator.operator !== '-') {
      super.visitUnaryOperation(node);
      return;
    }
    this.append('-(');
    this.visitNode(node.operand);
    this.append(')');
  }

  protected override visitCollate({ collation }: CollateNode): void {
    this.append(`collate ${quoteString(collation.name)}`);
  }

  /** A path in a JSON column: `column`.`key`. */
  protected override visitJSONPath({ pathLegs }: JSONPathNode): void {
    if (this.parentNode?.kind !== 'JSONReferenceNode')
      throw unsupported('JSON paths as texts', "use ref(column, '->')");
    for (const leg of pathLegs) this.visitNode(leg);
  }

  protected override visitJSONPathLeg({ type, value }: JSONPathLegNode): void {
    if (type === 'ArrayLocation') {
      throw unsupported('positions in the path of a JSON column', POSITIONS);
    }
    this.append(`.${quoteIdentifier(String(value))}`);
  }

  protected override visitJSONOperatorChain({ values }: JSONOperatorChainNode): void {
    for (const value of values) {
      if (!ValueNode.is(value) || typeof value.value !== 'string') {
        throw unsupported('positions in the path of a JSON column', POSITIONS);
      }
      this.append(`.${quoteIdentifier(value.value)}`);
    }
  }
}

/** A list of instants, or of tuples with some of them. */
function isListOfTimes(node: OperationNode): boolean {
  if (PrimitiveValueListNode.is(node)) return isTimes(node.values);
  return ValueListNode.is(node) && node.values.some((item) => TupleNode.is(item) && hasTimes(item.values));
}

function hasTimes(nodes: readonly OperationNode[]): boolean {
  return nodes.some((node) => ValueNode.is(node) && isTimes(node.value));
}

function isBoolean(node: OperationNode): boolean {
  return ValueNode.is(node) && typeof node.value === 'boolean';
}
