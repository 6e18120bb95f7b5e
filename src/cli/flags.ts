/** Flags of the command line from what they were read into. */
import type { OptionSpec } from './options.ts';

type Given = string | boolean;

/** Options as they were given, but for some. */
export function flagsOf(
  options: readonly OptionSpec[],
  values: Readonly<Record<string, Given | readonly Given[] | undefined>>,
  except: readonly string[],
): string[] {
  return options.flatMap(({ name }) => {
    if (except.includes(name) || values[name] === undefined) return [];
    const given = values[name];
    return (Array.isArray(given) ? (given as Given[]) : [given as Given]).map((value) => {
      if (typeof value === 'string') return `--${name}=${value}`;
      return value ? `--${name}` : `--no-${name}`;
    });
  });
}
