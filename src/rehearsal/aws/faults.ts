/** How an operation breaks. `times`: then it works again; for ever if absent. */
export type Fault = (
  | { readonly kind: 'error'; readonly code: string; readonly status?: number; readonly message?: string }
  | { readonly kind: 'throttle' }
  | { readonly kind: 'hang' }
  | { readonly kind: '5xx' }
  /** Status 200 and a body that is neither JSON nor XML. */
  | { readonly kind: 'garbage' }
  /** Status 200 and an answer without content. */
  | { readonly kind: 'empty' }
  /** There is always a next page, with a token that stays the same or is always new. */
  | { readonly kind: 'endless-pages'; readonly token: 'same' | 'new' }
  /** The connection is cut before an answer. */
  | { readonly kind: 'reset' }
  /** The operation is done, and its answer gets lost. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'slow'; readonly milliseconds: number }
) & { readonly times?: number };

/** The faults that are set, by operation: `GetTemplate`, `cloudformation:GetTemplate` where services share a name, `ssm:*`. */
export class Faults {
  readonly #set = new Map<string, { readonly fault: Fault; left: number }>();

  set(operation: string, fault: Fault): void {
    this.#set.set(operation, { fault, left: fault.times ?? Infinity });
  }

  clear(): void {
    this.#set.clear();
  }

  /** The one of this call, which is then used up. */
  next(name: string): Fault | undefined {
    const [service = '', operation = ''] = name.split(':');
    const found = this.#set.get(name) ?? this.#set.get(operation) ?? this.#set.get(`${service}:*`);
    if (!found || found.left <= 0) return undefined;
    found.left--;
    return found.fault;
  }
}
