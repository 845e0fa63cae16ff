import type { BotDocument } from '../../src/lib/configuration/bot-document.ts';
import type { ActionSupport } from '../../src/lib/model/provider-traits.ts';
import type { ProviderManifest } from '../../src/lib/providers/module.ts';

export function actionSupport(
  bot: Pick<BotDocument, 'providers'>,
  manifests: readonly ProviderManifest[],
): ActionSupport;
