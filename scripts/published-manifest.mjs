const CHECKOUT_ONLY = new Set(['scripts', 'devDependencies', 'overrides', 'allowScripts']);

/**
 * The package.json that is published, made from the checkout's.
 * @param {Record<string, any>} manifest
 * @returns {Record<string, any>}
 */
export function publishedManifest(manifest) {
  const published = Object.fromEntries(Object.entries(manifest).filter(([key]) => !CHECKOUT_ONLY.has(key)));
  return {
    ...published,
    exports: withoutSourceCondition(manifest.exports ?? {}),
    imports: withoutSourceCondition(manifest.imports ?? {}),
  };
}

function withoutSourceCondition(map) {
  return Object.fromEntries(
    Object.entries(map).map(([name, target]) => {
      if (typeof target === 'string') return [name, target];
      const { '@create-fitness-serverless/source': _source, ...conditions } = target;
      return [name, conditions];
    }),
  );
}
