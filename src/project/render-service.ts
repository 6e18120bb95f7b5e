import { loadConfig } from '../config/load.ts';
import type { OwnedFiles } from './adopted/owned.ts';
import type { RenderedFiles } from './files.ts';

/**
 * The files of a service that this tool made, or that it adopted.
 *
 * @param owned of an adopted service: its owner's files, which parts of ours go into
 * @throws UserError if the configuration is not valid
 */
export async function renderService(configText: string, owned: OwnedFiles): Promise<RenderedFiles> {
  const { config } = loadConfig(configText, 'fitness.yaml', true);
  if (config.adopted) {
    const { renderAdopted } = await import('./adopted/render.ts');
    return renderAdopted(config, config.adopted, configText, owned);
  }
  const { render } = await import('./render.ts');
  return render(configText);
}
