export function publishedManifest(manifest: object): Record<string, unknown>;
