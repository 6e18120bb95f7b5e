import { parse } from '#yaml';
import type { Config } from './config.ts';

export function loadConfig(text: string, _file: string): { config: Config } {
  return { config: parse(text) as Config };
}
