/** Unknown properties, missing ones, and values of the wrong shape: what the tables alone decide. */
import type { PropertyTable } from './property-table.ts';
import { hasShape, isMacroKey, isUnset, mayBeIntrinsic } from './shapes.ts';
import { refuse } from './subject.ts';
import type { Subject } from './subject.ts';

/** @returns whether the properties are sound, so that other rules can rely on their shapes */
export function checkProperties(subject: Subject, table: PropertyTable): boolean {
  const { properties } = subject;
  let sound = true;
  const fault = (code: string, text: string, name?: string) => {
    refuse(subject, code, text, name === undefined ? [] : [name]);
    sound = false;
  };
  for (const [name, value] of Object.entries(properties)) {
    const shape = table.shapes.get(name);
    if (shape === undefined) {
      // Macros (Fn::Transform) and loops have run before.
      if (!table.open && !isMacroKey(name))
        fault('unknown-property', `SAM knows no property ${name} of ${subject.type}`, name);
    } else if (!isUnset(value) && !hasShape(shape, value) && !passes(subject, table, name, value)) {
      fault('property-shape', `${name} has to be ${worded(shape)}${hint(table, name, value)}`, name);
    }
  }
  const isOpenEnded = 'Fn::Transform' in properties;
  for (const name of isOpenEnded ? [] : table.required) {
    if (isUnset(properties[name])) fault('property-missing', `${subject.type} needs the property ${name}`);
  }
  return sound;
}

function passes({ resolvedBefore }: Subject, table: PropertyTable, name: string, value: unknown): boolean {
  return mayBeIntrinsic(value) && (resolvedBefore || !table.literal.includes(name));
}

function worded(shape: string): string {
  if (shape.startsWith('text')) return shape;
  return shape === 'integer' ? 'an integer' : `a ${shape}`;
}

function hint(table: PropertyTable, name: string, value: unknown): string {
  return mayBeIntrinsic(value) && table.literal.includes(name)
    ? ': SAM reads it itself, before functions are resolved'
    : '';
}
