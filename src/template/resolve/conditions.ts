/** Conditions: three-valued, and decided lazily where they are not known. */
import type { Resolved, Template } from '../model.ts';
import { allowedValues } from './parameters.ts';
import type { Resolver } from './resolver.ts';
import { equal, isHole, isList, isRecord, own } from './values.ts';

/** What is assumed of one condition that cannot be known: an `Fn::Equals` whose sides are not. */
export interface Decision {
  /** The atomic condition, the same text wherever it stands in the template. */
  readonly key: string;
  readonly value: boolean;
  /** For `parameter = text`: then the parameter's value follows, and with it other conditions. */
  readonly parameter?: { readonly name: string; readonly text: string };
}

/** Thrown in place of assuming what a condition is. */
export class Undecided extends Error {
  readonly decision: Decision;

  constructor(decision: Decision) {
    super(`it is not decided whether ${decision.key}`);
    this.decision = decision;
  }
}

/** Marks a condition that is being evaluated: meeting it again is a cycle. */
const PENDING = Symbol('pending');

interface Outcome {
  readonly holds: boolean | undefined;
  readonly usedDefault: boolean;
  /** What is not known may become so by a later decision; until then it is not evaluated again, else the time is exponential. */
  readonly decisions: number;
  readonly deciding: boolean;
}

export class Conditions {
  readonly #template: Template;
  readonly #decided = new Map<string, Decision>();
  readonly #bound = new Map<string, string>();
  readonly #outcomes = new Map<string, Outcome | typeof PENDING>();
  readonly #assumes: boolean;

  constructor(template: Template, given: readonly Decision[], assumes: boolean) {
    this.#template = template;
    this.#assumes = assumes;
    for (const decision of given) this.#record(decision);
  }

  get decisions(): readonly Decision[] {
    return [...this.#decided.values()];
  }

  /** The value that the decisions give a parameter. */
  boundValue(name: string): string | undefined {
    return this.#bound.get(name);
  }

  /**
   * Does a condition hold, by name or written out? What is not known is assumed to hold, and recorded.
   * Undefined for a cycle and for a condition that does not exist.
   *
   * @throws Undecided for what is not known, if nothing is to be assumed
   */
  decide(condition: unknown, resolver: Resolver): boolean | undefined {
    const known = this.#evaluate(condition, resolver, false);
    return known ?? this.#evaluate(condition, resolver, true);
  }

  #evaluate(expression: unknown, resolver: Resolver, deciding: boolean): boolean | undefined {
    if (typeof expression === 'boolean') return expression;
    if (typeof expression === 'string') return this.#named(expression, resolver, deciding);
    const [name, argument] = isRecord(expression) ? (Object.entries(expression)[0] ?? []) : [];
    const items = isList(argument) ? argument : [];
    switch (name) {
      case 'Condition':
        return this.#evaluate(argument, resolver, deciding);
      case 'Fn::And':
        return this.#all(items, true, resolver, deciding);
      case 'Fn::Or':
        return this.#all(items, false, resolver, deciding);
      case 'Fn::Not':
        return not(this.#evaluate(items[0], resolver, deciding));
      case 'Fn::Equals':
        return this.#equals(items, resolver, deciding);
      default:
        return deciding ? this.#atom({ key: JSON.stringify(expression ?? null), value: true }) : undefined;
    }
  }

  #named(name: string, resolver: Resolver, deciding: boolean): boolean | undefined {
    const before = this.#outcomes.get(name);
    if (before === PENDING) return undefined;
    if (before && this.#stands(before, deciding)) {
      resolver.usedDefault ||= before.usedDefault;
      return before.holds;
    }
    const expression = own(this.#template.conditions, name);
    if (expression === undefined) return undefined;
    this.#outcomes.set(name, PENDING);
    const outside = resolver.usedDefault;
    resolver.usedDefault = false;
    try {
      const holds = this.#evaluate(expression, resolver, deciding);
      const { usedDefault } = resolver;
      this.#outcomes.set(name, { holds, usedDefault, decisions: this.#decided.size, deciding });
      resolver.usedDefault ||= outside;
      return holds;
    } catch (error) {
      this.#outcomes.delete(name);
      throw error;
    }
  }

  #stands({ holds, decisions, deciding }: Outcome, toDecide: boolean): boolean {
    return holds !== undefined || (decisions === this.#decided.size && (deciding || !toDecide));
  }

  /** And (`neutral` true) and Or (`neutral` false): one item that is not neutral is enough. */
  #all(items: readonly unknown[], neutral: boolean, resolver: Resolver, deciding: boolean): boolean | undefined {
    let unknown = false;
    for (const item of items) {
      const holds = this.#evaluate(item, resolver, deciding);
      if (holds === !neutral) return !neutral;
      unknown ||= holds === undefined;
    }
    return unknown ? undefined : neutral;
  }

  #equals(items: readonly unknown[], resolver: Resolver, deciding: boolean): boolean | undefined {
    const left = resolver.argument(items[0] ?? null);
    const right = resolver.argument(items[1] ?? null);
    const known = equal(left, right);
    if (known !== undefined) return known;
    const parameter = parameterEquals(left, right) ?? parameterEquals(right, left);
    if (parameter && this.#remaining(parameter.name)?.includes(parameter.text) === false) return false;
    if (!deciding) return undefined;
    const key = [left, right].map((side) => JSON.stringify(side)).sort();
    return this.#atom({ key: key.join(' = '), value: true, ...(parameter && { parameter }) });
  }

  #atom(choice: Decision): boolean {
    const before = this.#decided.get(choice.key);
    if (before) return before.value;
    if (!this.#assumes) throw new Undecided(choice);
    this.#record(choice);
    return choice.value;
  }

  #record(decision: Decision): void {
    this.#decided.set(decision.key, decision);
    const { parameter } = decision;
    if (!parameter) return;
    if (decision.value) this.#bound.set(parameter.name, parameter.text);
    else {
      const remaining = this.#remaining(parameter.name);
      if (remaining?.length === 1) this.#bound.set(parameter.name, remaining[0] as string);
    }
  }

  /** The allowed values of a parameter that no decision has excluded. */
  #remaining(name: string): readonly string[] | undefined {
    const excluded = this.decisions.filter(({ parameter, value }) => !value && parameter?.name === name);
    return allowedValues(this.#template, name)?.filter(
      (text) => !excluded.some(({ parameter }) => parameter?.text === text),
    );
  }
}

function not(holds: boolean | undefined): boolean | undefined {
  return holds === undefined ? undefined : !holds;
}

/** A parameter, pseudo parameters included, against text. */
function parameterEquals(side: Resolved, other: Resolved): Decision['parameter'] {
  if (!isHole(side) || typeof other === 'object') return undefined;
  const pseudo = side.ref?.logicalId.startsWith('AWS::') ? side.ref.logicalId : undefined;
  const name = pseudo ?? (side.id?.startsWith('Ref ') ? side.id.slice('Ref '.length) : undefined);
  return name === undefined ? undefined : { name, text: String(other) };
}
