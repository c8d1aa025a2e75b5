// Behind the lens Apply: applies the one manifest below it.
import { applyText } from './apply-run.ts';
import { defineCommand } from './command.ts';
import { sourceName } from './file-text.ts';
import { lensText } from './targets.ts';

export const applyDocument = defineCommand({
  id: 'kubelab.applyDocument',
  title: 'Apply This Manifest',
  palette: false,
  async run(app, target) {
    const found = await lensText(app, target);
    if (found !== undefined) await applyText(app, { text: found.text, source: sourceName(found.document), document: found.document });
  },
});
