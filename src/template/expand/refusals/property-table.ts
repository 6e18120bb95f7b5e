/** The properties of one SAM resource type or event type. */
import type { Shape } from './shapes.ts';

export interface PropertyTable {
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly required: readonly string[];
  /** These take no intrinsic function, since the transform itself reads them. */
  readonly literal: readonly string[];
  /** The transform passes over properties that it does not know. */
  readonly open: boolean;
}

type Grouped = Readonly<Partial<Record<Shape, readonly string[]>>>;

interface Marks {
  readonly required?: readonly string[];
  readonly literal?: readonly string[];
  readonly open?: boolean;
}

export function table(grouped: Grouped, { required = [], literal = [], open = false }: Marks = {}): PropertyTable {
  const shapes = new Map<string, Shape>();
  for (const [shape, names] of Object.entries(grouped)) {
    for (const name of names) shapes.set(name, shape as Shape);
  }
  return { shapes, required, literal, open };
}
