// Revisions only grow, and every stored object carries the revision it was written at.
import type { CheckerFactory } from './checker.ts';

export const revisions: CheckerFactory = () => {
  let last = 0;
  return {
    name: 'revisions grow and objects carry theirs',
    onChange: ({ object, revision, next }) => {
      const broken: string[] = [];
      if (revision < last) broken.push(`${object}: revision ${revision} came after ${last}`);
      last = Math.max(last, revision);
      if (next !== undefined && next.metadata.resourceVersion !== String(revision)) {
        broken.push(`${object}: resourceVersion ${next.metadata.resourceVersion} at revision ${revision}`);
      }
      return broken;
    },
  };
};
