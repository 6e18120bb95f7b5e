/** What the events of functions and state machines add to the APIs. */
import type { Path } from '../../model.ts';
import type { Properties } from '../intrinsics.ts';
import { ANY_METHOD, DEFAULT_PATH, methodKey } from './names.ts';

/** The event: of a function `Api` or `HttpApi`, of a state machine `Api`. */
type RouteKind = 'rest' | 'http' | 'state-machine';

/** A path and method of an API, and what it invokes. */
export interface Route {
  readonly kind: RouteKind;
  readonly path: string;
  /** In lower case. */
  readonly method: string;
  /** `x-amazon-apigateway-integration`, as far as it does not depend on the API. */
  readonly integration: Properties;
  /** What else the method has, where the definition does not say it: its responses. */
  readonly operation: Properties;
  /** The function itself, if that is invoked: not an alias of it, nor a state machine. */
  readonly functionId: string | undefined;
  /** The condition of the resource that has the event. */
  readonly condition: unknown;
  /** The stage that a resource policy of the event is for. */
  readonly stage: unknown;
  /** Properties of the event. */
  readonly properties: Readonly<Properties>;
  /** Path of the event in the document. */
  readonly at: Path;
}

/** The routes of all APIs of a template, in the order of the transform. */
export class Routes {
  readonly #byApi = new Map<string, Route[]>();
  readonly #defaults = new Map<string, Route>();

  add(apiId: string, route: Route): void {
    const before = this.#byApi.get(apiId);
    if (before) before.push(route);
    else this.#byApi.set(apiId, [route]);
    if (route.path === DEFAULT_PATH && methodKey(route.method) === ANY_METHOD && !this.#defaults.has(apiId)) {
      this.#defaults.set(apiId, route);
    }
  }

  of(apiId: string): readonly Route[] {
    return this.#byApi.get(apiId) ?? [];
  }

  /** The one that takes what no other does. */
  defaultOf(apiId: string): Route | undefined {
    return this.#defaults.get(apiId);
  }
}
