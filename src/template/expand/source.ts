/** Where the parts of a resource come from: a function from its paths to the document's. */
import type { Path } from '../model.ts';

export type Source = (path: Path) => Path;

/** Everything comes from one place. */
export function from(origin: Path): Source {
  return () => origin;
}

/** The parts below `of` come from `at`; of several the first that fits counts, the rest is `otherwise`'s. */
export function mapped(entries: readonly (readonly [of: Path, at: Path])[], otherwise: Source): Source {
  return (path) => {
    const entry = entries.find(([of]) => of.length <= path.length && of.every((step, index) => step === path[index]));
    return entry ? [...entry[1], ...path.slice(entry[0].length)] : otherwise(path);
  };
}

/** Properties that have the same name in the SAM resource. @param written where a path of its properties is written */
export function sameNamed(names: readonly string[], written: Source, otherwise: Source): Source {
  return (path) => {
    const [section, name] = path;
    return section === 'Properties' && names.includes(String(name)) ? written(path.slice(1)) : otherwise(path);
  };
}
