/** What functions of ARRAYs have in common. */
import { MillraceError } from '../../errors';
import { type Expr, operand } from '../../expr';
import type { Array_ } from '../../types/array';
import type { ArrayKind } from '../../types/kinds';
import type { NullableOf } from '../../types/numeric';
import { type AnyType, type PartsOf, withNullability } from '../../types/type';
import { type FunctionCode, noValue, orNull } from '../called';
import type { OrNull, SameType } from '../conditional/coalesce';
import { anyNullable, type Code, type ExprNode, type ScalarFunction } from '../function';
import type { Nulls, Parameter, Stages, TypeOfExpr } from '../signature';
import { codecOf } from '../support/codecs';

export const arrays: Parameter<ArrayKind, never> = { families: ['array'] };

/** The type of the elements of an ARRAY. */
export type ElementOf<X> = PartsOf<TypeOfExpr<X>> extends { readonly element: infer E extends AnyType } ? E : never;
export const elementOf = (type: AnyType | undefined): AnyType => type?.spec.parts?.element as AnyType;
/** The same ARRAY, nullable when an argument is. */
export type Same<X, A> = Expr<OrNull<TypeOfExpr<X>, Nulls<A>>, Stages<A>>;
/** An ARRAY that one more value is put into; nullable, as are its elements, when the value is. */
export type With<X, V> = Expr<
  Array_<OrNull<ElementOf<X>, true extends Nulls<V> | NullableOf<ElementOf<X>> ? true : false>, Nulls<X | V>>,
  Stages<X | V>
>;
export type IsElement<V, X, Name extends string> = SameType<V, OrNull<ElementOf<X>, false>, Name>;
export type SameArray<X, Y, Name extends string> = SameType<Y, TypeOfExpr<X>, Name>;

/** An element of the array, as a node. @throws MillraceError INVALID_ARGUMENT, INVALID_LITERAL */
export function elementNode(name: string, of: ExprNode, value: unknown): ExprNode {
  const type = elementOf(of.type);
  const node = operand(value, type);
  if (node.type.spec.sql !== type.spec.sql) {
    throw new MillraceError('INVALID_ARGUMENT', `${name} of ${of.type.kind} and ${node.type.kind}`, 'Use .cast(…).');
  }
  return node;
}
export const typed = (name: string, type: ScalarFunction['type'], code: FunctionCode): ScalarFunction => ({
  name,
  type,
  code,
});
export const same = (name: string, code: FunctionCode) =>
  typed(name, (args) => withNullability(args[0] as AnyType, anyNullable(args)), code);

/** The number of the codec of elements. */
export const elementCodec = (type: AnyType | undefined): number => codecOf(elementOf(type));

/** Of an array, which is not NULL, and an element, which may be. */
export const withElement =
  (helper: string): FunctionCode =>
  ([x, element], [arrayType, elementType], type) => {
    const { value, isNull } = x as Code;
    const more = helper === 'contains' ? `, ${elementType?.isNullable}` : '';
    const called = `$.${helper}(${value}, ${elementCodec(arrayType)}, ${orNull(element as Code)}${more})`;
    return { value: isNull === 'false' ? called : `(${isNull} ? ${noValue(type)} : ${called})`, isNull };
  };
