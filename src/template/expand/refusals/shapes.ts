/** What the SAM transform lets stand as the value of a property. */
import { isList, isRecord } from '../../resolve/values.ts';
import { isIntrinsic } from '../intrinsics.ts';

type Test = (value: unknown) => boolean;

const text: Test = (value) => typeof value === 'string';
const boolean: Test = (value) => typeof value === 'boolean';
/** YAML's `true` counts as one: the transform is written in Python. */
const integer: Test = (value) => Number.isInteger(value) || typeof value === 'boolean';
const listOf = (item: Test): Test => {
  return (value) => isList(value) && value.every(item);
};
const mapOf = (item: Test): Test => {
  return (value) => isRecord(value) && Object.values(value).every(item);
};
const either = (...tests: Test[]): Test => {
  return (value) => tests.some((test) => test(value));
};

/** By the words in which a message says what should stand there. */
const SHAPES = {
  any: () => true,
  text,
  boolean,
  integer,
  list: isList,
  map: isRecord,
  'boolean or map': either(boolean, isRecord),
  'list or map': either(isList, isRecord),
  'text or map': either(text, isRecord),
  'text, map or list': either(text, isRecord, listOf(either(text, isRecord))),
  'list of text': listOf(text),
  'list of text or map': listOf(either(text, isRecord)),
  'text or list of text': either(text, listOf(text)),
  'text or list of text or map': either(text, listOf(either(text, isRecord))),
  'map or list of map': either(isRecord, listOf(isRecord)),
  'map of map': mapOf(isRecord),
  'map of text': mapOf(text),
  'map of integer or map': mapOf(either(integer, isRecord)),
} as const satisfies Readonly<Record<string, Test>>;

export type Shape = keyof typeof SHAPES;

export function hasShape(shape: Shape, value: unknown): boolean {
  return SHAPES[shape](value);
}

/** One key and its value: the transform lets any such map pass as a function that CloudFormation will resolve. */
export function mayBeIntrinsic(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 1;
}

/** Macros and loops have run before the transform, so nobody knows what these keys bring. */
export function isMacroKey(name: string): boolean {
  return name === 'Fn::Transform' || name.startsWith('Fn::ForEach::');
}

/** Neither written nor null. */
export function isUnset(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

export function isPlainMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && !isIntrinsic(value);
}
