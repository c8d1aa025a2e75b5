// What an object is cannot change while it lives: uid, creation time, and where a pod was bound.
import type { Pod } from '../../api/kinds/pod.ts';
import type { CheckerFactory } from './checker.ts';

export const identity: CheckerFactory = () => {
  const uids = new Map<string, string>();
  return {
    name: 'identity is for life',
    onChange: ({ object, plural, next, previous }) => {
      const broken: string[] = [];
      if (next !== undefined && previous === undefined) {
        const owner = uids.get(next.metadata.uid);
        if (owner !== undefined) broken.push(`${object}: uid ${next.metadata.uid} was already ${owner}'s`);
        uids.set(next.metadata.uid, object);
      }
      if (next === undefined || previous === undefined) return broken;
      if (next.metadata.uid !== previous.metadata.uid) broken.push(`${object}: uid changed without a delete`);
      if (next.metadata.creationTimestamp !== previous.metadata.creationTimestamp) broken.push(`${object}: creationTimestamp changed`);
      if (plural === 'pods') {
        const before = (previous as Pod).spec.nodeName ?? '';
        const after = (next as Pod).spec.nodeName ?? '';
        if (before !== '' && after !== before) broken.push(`${object}: moved from ${before} to ${after}`);
      }
      return broken;
    },
  };
};
