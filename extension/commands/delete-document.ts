// Behind the lens Delete: deletes what the one manifest below it describes.
import { deleteText } from './apply-run.ts';
import { defineCommand } from './command.ts';
import { sourceName } from './file-text.ts';
import { lensText } from './targets.ts';

export const deleteDocument = defineCommand({
  id: 'kubelab.deleteDocument',
  title: 'Delete What This Manifest Describes',
  palette: false,
  async run(app, target) {
    const found = await lensText(app, target);
    if (found !== undefined) await deleteText(app, { text: found.text, source: sourceName(found.document), document: found.document });
  },
});
