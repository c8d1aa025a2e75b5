// VolumeAttachment: a wish that a volume be attached to a node, and whether it is.
import { ageColumn, booleanColumn, column, nameColumn } from '../columns/columns.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { PersistentVolumeSpec } from './persistent-volume.ts';
import type { KubeObject } from '../object.ts';
import { keepMetadata, keepSpec, keepStatus } from '../strategy.ts';
import { validateAttachment, validateAttachmentStatus, validateAttachmentUpdate } from '../validate/storage.ts';
import { writable } from '../writable.ts';

export interface VolumeError {
  readonly time?: string;
  readonly message?: string;
  readonly errorCode?: number;
}

export interface VolumeAttachmentStatus {
  readonly attached: boolean;
  readonly attachmentMetadata?: Readonly<Record<string, string>>;
  readonly attachError?: VolumeError;
  readonly detachError?: VolumeError;
}

export interface VolumeAttachment extends KubeObject {
  readonly apiVersion: 'storage.k8s.io/v1';
  readonly kind: 'VolumeAttachment';
  readonly spec: {
    readonly attacher: string;
    readonly nodeName: string;
    readonly source: { readonly persistentVolumeName?: string; readonly inlineVolumeSpec?: PersistentVolumeSpec };
  };
  readonly status: VolumeAttachmentStatus;
}

export const volumeAttachments: Kind<VolumeAttachment> = defineKind<VolumeAttachment>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttachment',
  plural: 'volumeattachments',
  singular: 'volumeattachment',
  shortNames: [],
  categories: [],
  namespaced: false,
  simplified: 'Stored and checked as in Kubernetes; nothing attaches volumes yet.',
  unconditionalUpdate: false,
  showsDeleted: true,
  subresources: ['status'],
  rechecksMetadata: true,
  setDefaults: (attachment) => {
    const draft = attachment as { spec?: unknown; status?: unknown };
    draft.spec ??= { attacher: '', nodeName: '', source: {} };
    draft.status ??= { attached: false };
  },
  prepareForCreate: (attachment) => {
    writable(attachment).status = { attached: false };
  },
  prepareForUpdate: keepStatus,
  prepareForStatusUpdate: (next, previous) => {
    keepSpec(next, previous);
    keepMetadata(next, previous);
  },
  validate: validateAttachment,
  validateUpdate: validateAttachmentUpdate,
  validateStatusUpdate: validateAttachmentStatus,
  columns: [
    nameColumn,
    { ...column('Attacher', 'The driver that attaches it.', ({ spec }: VolumeAttachment) => spec.attacher), format: 'name' },
    column('PV', 'The volume.', ({ spec }) => spec.source?.persistentVolumeName ?? ''),
    column('Node', 'The node it is to be attached to.', ({ spec }) => spec.nodeName),
    booleanColumn('Attached', 'Whether it is.', ({ status }) => status.attached ?? false),
    ageColumn,
  ],
});
