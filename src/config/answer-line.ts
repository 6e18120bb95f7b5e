/** An answer that stands on a line of its own in fitness.yaml, found without reading the whole file as YAML. */
export function answerIn(configText: string, name: 'tool' | 'packageManager'): string | undefined {
  const written = new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*(?:[ \\t]#.*)?\\r?$`, 'm').exec(configText)?.[1];
  return written?.replace(/^(["'])(.*)\1$/, '$2') || undefined;
}
