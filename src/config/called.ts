import type { Config } from './config.ts';

/** What a name of ours is called in the template of a service: of an adopted one, whose owner may have had it, maybe otherwise. */
export function calledIn({ adopted }: Pick<Config, 'adopted'>, name: string): string {
  const { names = {} } = adopted ?? {};
  return Object.hasOwn(names, name) ? (names[name] as string) : name;
}
