/** `queue-has-owner` → `queueHasOwner`: the name that an entry point imports a check by. */
export function camelCase(id: string): string {
  return id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
