/** Each path and method of an API is given once. */
import { methodKey } from '../../openapi/names.ts';
import { refuse } from '../subject.ts';
import type { Subject } from '../subject.ts';

export function checkRoute(subject: Subject, apiId: string, path?: string, method?: string): void {
  const at = path ?? String(subject.properties.Path);
  const key = methodKey((method ?? String(subject.properties.Method)).toLowerCase());
  const route = `${apiId} ${key} ${at}`;
  if (subject.routes.has(route))
    refuse(subject, 'route-twice', `${key} ${at} of ${apiId} is taken by another event`, ['Path']);
  subject.routes.add(route);
}
