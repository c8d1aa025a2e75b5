// How the node controller points at a node in its events: by name and uid, whatever version it is at.
// Models pkg/controller/util/node/controller_utils.go.
import type { EventSubject } from '../client/event-recorder.ts';

export function nodeReference(name: string, uid: string): EventSubject {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, uid } };
}
