/** Intrinsic functions, resolved as far as they can be before deployment. */
import type { Resolved, Template } from '../model.ts';
import type { Conditions } from './conditions.ts';
import { parameterValue, pseudoValue } from './parameters.ts';
import type { ResolvedOrNothing } from './values.ts';
import {
  concatenate,
  hasHoles,
  hole,
  intrinsicOf,
  isHole,
  isList,
  isPartialString,
  NO_VALUE,
  own,
  referenceTo,
  render,
} from './values.ts';

export class Resolver {
  readonly template: Template;
  readonly conditions: Conditions;
  /** Set when the default of a parameter took part; the reader resets it. */
  usedDefault = false;
  /** Whether values that CloudFormation hides are holes, as they are in properties; conditions are decided by them. */
  conceals = false;

  constructor(template: Template, conditions: Conditions) {
    this.template = template;
    this.conditions = conditions;
  }

  resolve(node: unknown): ResolvedOrNothing {
    if (typeof node === 'string') return withDynamicReferences(node);
    if (typeof node !== 'object' || node === null) return (node ?? null) as Resolved;
    if (isList(node)) return this.list(node);
    const intrinsic = intrinsicOf(node);
    if (intrinsic) return this.#call(...intrinsic);
    return this.#map(node as Readonly<Record<string, unknown>>);
  }

  /** As `resolve`, where nothing is a value too: an argument of a function. */
  argument(node: unknown): Resolved {
    const value = this.resolve(node);
    return value === NO_VALUE ? '' : value;
  }

  list(items: readonly unknown[]): Resolved[] {
    const resolved: Resolved[] = [];
    for (const item of items) {
      const value = this.resolve(item);
      if (value !== NO_VALUE) resolved.push(value);
    }
    return resolved;
  }

  #map(node: Readonly<Record<string, unknown>>): Resolved {
    const open = openReason(node);
    if (open !== undefined) return hole(open);
    const resolved: Record<string, Resolved> = {};
    for (const [key, item] of Object.entries(node)) {
      const value = this.resolve(item);
      if (value === NO_VALUE) continue;
      if (key === '__proto__') Object.defineProperty(resolved, key, { value, enumerable: true });
      else resolved[key] = value;
    }
    return resolved;
  }

  #call(name: string, argument: unknown): ResolvedOrNothing {
    const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
    return intrinsic ? intrinsic(argument, this) : hole(`${name} is not resolved before deployment`);
  }
}

/** Why a map of several keys may hold something else than what is written in it; undefined if it is what it looks like. */
export function openReason(node: Readonly<Record<string, unknown>>): string | undefined {
  for (const key in node) {
    if (key === 'Fn::Transform') return 'a macro (Fn::Transform) writes this part';
    if (key.startsWith('Fn::ForEach::')) return `the collection of ${key} is not known before deployment`;
    if (key.startsWith('Fn::') && Object.hasOwn(INTRINSICS, key))
      return `${key} stands beside other keys, which CloudFormation refuses`;
  }
  return undefined;
}

type Intrinsic = (argument: unknown, resolver: Resolver) => ResolvedOrNothing;

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, resolver) => reference(name, resolver),
  'Fn::GetAtt': (argument, resolver) => getAtt(argument, resolver),
  'Fn::Sub': (argument, resolver) => substitute(argument, resolver),
  'Fn::Join': (argument, resolver) => join(argument, resolver),
  'Fn::Select': (argument, resolver) => select(argument, resolver),
  'Fn::Split': (argument, resolver) => split(argument, resolver),
  'Fn::FindInMap': (argument, resolver) => findInMap(argument, resolver),
  'Fn::If': (argument, resolver) => choose(argument, resolver),
  'Fn::Base64': (argument, resolver) => base64(resolver.argument(argument)),
  'Fn::Length': (argument, resolver) => length(resolver.argument(argument)),
  'Fn::ToJsonString': (argument, resolver) => toJsonString(resolver.argument(argument)),
  'Fn::Cidr': () => hole('Fn::Cidr is computed at deployment'),
  'Fn::GetAZs': () => hole('Fn::GetAZs is read from the account at deployment'),
  'Fn::ImportValue': (name, resolver) => imported(resolver.argument(name)),
  'Fn::Transform': () => hole('a macro (Fn::Transform) writes this part'),
};

function reference(name: unknown, resolver: Resolver): ResolvedOrNothing {
  if (typeof name !== 'string') return hole('Ref names nothing');
  if (name === 'AWS::NoValue') return NO_VALUE;
  const bound = resolver.conditions.boundValue(name);
  if (bound !== undefined) return bound;
  const parameter = parameterValue(resolver.template, name);
  if (parameter) {
    resolver.usedDefault ||= parameter.isDefault;
    return (resolver.conceals && parameter.hidden) || parameter.value;
  }
  const pseudo = pseudoValue(resolver.template, name);
  if (pseudo !== undefined) return pseudo;
  if (resolver.template.resources.has(name)) return referenceTo(name);
  return hole(`there is no parameter or resource ${name}`);
}

function getAtt(argument: unknown, resolver: Resolver): Resolved {
  const [logicalId, ...rest] = isList(argument) ? argument : typeof argument === 'string' ? splitAtDot(argument) : [];
  if (typeof logicalId !== 'string') return hole('Fn::GetAtt names nothing');
  const attribute = rest.map((part) => resolver.argument(part));
  const isNamed = attribute.length > 0 && attribute.every((part) => typeof part !== 'object');
  if (!resolver.template.resources.has(logicalId)) {
    // An attribute is never nothing, whoever declares its resource: an id says that it is given.
    const id = isNamed ? `GetAtt ${logicalId}.${attribute.map(String).join('.')}` : undefined;
    return hole(`there is no resource ${logicalId}`, id);
  }
  if (!isNamed) return referenceTo(logicalId);
  return referenceTo(logicalId, attribute.map(String).join('.'));
}

function splitAtDot(name: string): string[] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name] : [name.slice(0, dot), name.slice(dot + 1)];
}

function substitute(argument: unknown, resolver: Resolver): Resolved {
  const [text, variables] = isList(argument) ? argument : [argument];
  if (typeof text !== 'string') return hole('Fn::Sub has no text');
  const parts: Resolved[] = [];
  let from = 0;
  for (const match of text.matchAll(/\$\{(!?)([^${}]+)\}/g)) {
    parts.push(text.slice(from, match.index));
    from = match.index + match[0].length;
    const name = (match[2] as string).trim();
    if (match[1]) parts.push(`\${${match[2] as string}}`);
    else parts.push(variable(name, variables, resolver));
  }
  parts.push(text.slice(from));
  return dynamicIn(concatenate(parts));
}

function variable(name: string, variables: unknown, resolver: Resolver): Resolved {
  const own_ = own(variables, name);
  if (own_ !== undefined) return resolver.argument(own_);
  if (name.includes('.')) return getAtt(name, resolver);
  const value = reference(name, resolver);
  return value === NO_VALUE ? '' : value;
}

function join(argument: unknown, resolver: Resolver): Resolved {
  const [delimiter, items] = isList(argument) ? argument : [];
  const separator = resolver.argument(delimiter ?? '');
  const list = resolver.argument(items ?? null);
  if (isHole(list)) return hole(list.reason);
  if (!isList(list)) return hole('Fn::Join has no list');
  const values = list;
  return dynamicIn(concatenate(values.flatMap((value, index) => (index ? [separator, value] : [value]))));
}

function select(argument: unknown, resolver: Resolver): ResolvedOrNothing {
  const [at, items] = isList(argument) ? argument : [];
  const index = resolver.argument(at ?? null);
  const list = resolver.argument(items ?? null);
  if (isHole(index)) return hole(index.reason);
  if (isHole(list)) return hole(list.reason);
  if (!isList(list)) return hole('Fn::Select has no list');
  const item = list[Number(index)];
  return item === undefined ? hole('Fn::Select is beyond the end of its list') : item;
}

function split(argument: unknown, resolver: Resolver): Resolved {
  const [delimiter, source] = isList(argument) ? argument : [];
  const text = resolver.argument(source ?? null);
  if (isHole(text)) return hole(text.reason);
  if (isPartialString(text)) return hole('Fn::Split of text that is not known');
  if (typeof delimiter !== 'string' || delimiter === '') return hole('Fn::Split has no delimiter');
  return scalar(text)?.split(delimiter) ?? hole('Fn::Split has no text');
}

function findInMap(argument: unknown, resolver: Resolver): ResolvedOrNothing {
  const [map, first, second, more] = isList(argument) ? argument : [];
  const names = [map, first, second].map((name) => resolver.argument(name ?? null));
  const unknown = names.find((name) => isHole(name) || isPartialString(name));
  if (unknown !== undefined) return hole(isHole(unknown) ? unknown.reason : 'a key of Fn::FindInMap is not known');
  const [a, b, c] = names.map((name) => scalar(name) ?? '');
  const found = own(own(own(resolver.template.mappings, a as string), b as string), c as string);
  if (found !== undefined) return resolver.resolve(found);
  const fallback = own(more, 'DefaultValue');
  if (fallback !== undefined) return resolver.resolve(fallback);
  return hole(`mapping ${a} has no ${b}.${c}`);
}

function choose(argument: unknown, resolver: Resolver): ResolvedOrNothing {
  if (!isList(argument) || argument.length !== 3) return hole('Fn::If needs a condition and two values');
  const [condition, whenTrue, whenFalse] = argument;
  const { conceals } = resolver;
  resolver.conceals = false;
  const holds = resolver.conditions.decide(condition, resolver);
  resolver.conceals = conceals;
  if (holds === undefined)
    return hole(`the condition ${typeof condition === 'string' ? condition : 'of Fn::If'} is not known`);
  return resolver.resolve(holds ? whenTrue : whenFalse);
}

function base64(value: Resolved): Resolved {
  const text = scalar(value);
  if (text !== undefined) return Buffer.from(text).toString('base64');
  return { kind: 'partial-string', parts: [hole('Fn::Base64 of text that is not known')] };
}

function length(value: Resolved): Resolved {
  if (isHole(value)) return hole(value.reason);
  return Array.isArray(value) ? value.length : hole('Fn::Length has no list');
}

function imported(name: Resolved): Resolved {
  const text = scalar(name);
  return text === undefined
    ? hole('Fn::ImportValue is read from another stack at deployment')
    : hole(`the export ${text} of another stack is known at deployment`, `ImportValue ${text}`);
}

function toJsonString(value: Resolved): Resolved {
  if (!hasHoles(value)) return JSON.stringify(value);
  const holes: Resolved[] = [];
  const text = JSON.stringify(value, (_key, item: Resolved) => {
    if (!isHole(item) && !isPartialString(item)) return item;
    return `\u0001${holes.push(item) - 1}\u0001`;
  });
  const parts = text.split(/\\u0001(\d+)\\u0001/);
  return concatenate(parts.map((part, index) => (index % 2 ? (holes[Number(part)] as Resolved) : part)));
}

function scalar(value: Resolved): string | undefined {
  return typeof value === 'object' ? undefined : String(value);
}

/** `{{resolve:ssm:/db/name}}` is replaced at deployment. */
function withDynamicReferences(text: string): Resolved {
  return text.includes('{{resolve:') ? dynamicIn(text) : text;
}

function dynamicIn(value: Resolved): Resolved {
  const parts = typeof value === 'string' ? [value] : isPartialString(value) ? value.parts : [];
  if (!parts.some((part) => typeof part === 'string' && part.includes('{{resolve:'))) return value;
  if (parts.length > 1) {
    const { text, certain } = render(value);
    return hole('a dynamic reference {{resolve:…}} is read at deployment', certain ? text : undefined);
  }
  const pieces = (parts[0] as string).split(/(\{\{resolve:[^{}]*\}\})/);
  return concatenate(
    pieces.map((piece, index) =>
      index % 2 ? hole(`the dynamic reference ${piece} is read at deployment`, piece) : piece,
    ),
  );
}
