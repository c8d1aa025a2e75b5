// Rows of volumes and what is about them. Expected: printers.go of pkg/printers/internalversion.
import { describe, expect, it } from 'vitest';
import { printedRow, secondsAgo } from '../../testing/printed-row.ts';
import { csiDrivers } from '../kinds/csi-driver.ts';
import { csiNodes } from '../kinds/csi-node.ts';
import { csiStorageCapacities } from '../kinds/csi-storage-capacity.ts';
import { persistentVolumeClaims } from '../kinds/persistent-volume-claim.ts';
import { persistentVolumes } from '../kinds/persistent-volume.ts';
import { storageClasses } from '../kinds/storage-class.ts';
import { volumeAttachments } from '../kinds/volume-attachment.ts';
import { volumeAttributesClasses } from '../kinds/volume-attributes-class.ts';

const metadata = { name: 'x', creationTimestamp: secondsAgo(90) };
const going = { ...metadata, deletionTimestamp: secondsAgo(1) };
const marked = (mark: string, value: string) => ({ ...metadata, annotations: { [mark]: value } });
const OLD_CLASS = 'volume.beta.kubernetes.io/storage-class';

describe('the row of a PersistentVolume', () => {
  it('is whole', () => {
    const spec = {
      capacity: { storage: '5Gi' },
      accessModes: ['ReadWriteMany', 'ReadWriteOncePod', 'ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteOnce'],
      ...{ persistentVolumeReclaimPolicy: 'Retain', claimRef: { namespace: 'shop', name: 'data' }, storageClassName: 'fast' },
      ...{ volumeAttributesClassName: 'gold', volumeMode: 'Block' },
    };
    expect(printedRow(persistentVolumes, { metadata, spec, status: { phase: 'Bound', reason: 'why' } })).toEqual({
      ...{ Name: 'x', Capacity: '5Gi', 'Access Modes': 'RWO,ROX,RWX,RWOP', 'Reclaim Policy': 'Retain', Status: 'Bound' },
      ...{ Claim: 'shop/data', StorageClass: 'fast', VolumeAttributesClass: 'gold', Reason: 'why', Age: '90s', VolumeMode: 'Block' },
    });
  });

  it('has words for what it has not', () => {
    expect(printedRow(persistentVolumes, {})).toEqual({
      ...{ Name: 'x', Capacity: '0', 'Access Modes': '', 'Reclaim Policy': '', Status: '', Claim: '', StorageClass: '' },
      ...{ VolumeAttributesClass: '<unset>', Reason: '', Age: '<unknown>', VolumeMode: '<unset>' },
    });
    expect(printedRow(persistentVolumes, { metadata: going, status: { phase: 'Bound' } })['Status']).toBe('Terminating');
    const old = { metadata: marked(OLD_CLASS, 'old'), spec: { storageClassName: 'new' } };
    expect(printedRow(persistentVolumes, old)['StorageClass']).toBe('old');
  });
});

describe('the row of a PersistentVolumeClaim', () => {
  it('is whole once bound', () => {
    const spec = {
      ...{ volumeName: 'pv-1', storageClassName: 'fast', volumeMode: 'Filesystem', volumeAttributesClassName: 'gold' },
      ...{ accessModes: ['ReadOnlyMany'], resources: { requests: { storage: '3Gi' } } },
    };
    const status = { phase: 'Bound', capacity: { storage: '5Gi' }, accessModes: ['ReadWriteOnce'] };
    expect(printedRow(persistentVolumeClaims, { metadata, spec, status })).toEqual({
      ...{ Name: 'x', Status: 'Bound', Volume: 'pv-1', Capacity: '5Gi', 'Access Modes': 'RWO', StorageClass: 'fast' },
      ...{ VolumeAttributesClass: 'gold', Age: '90s', VolumeMode: 'Filesystem' },
    });
    expect(printedRow(persistentVolumeClaims, { spec, status: { phase: 'Pending' } })).toMatchObject({ Capacity: '0', 'Access Modes': '' });
  });

  it('tells nothing of what is not bound', () => {
    const status = { phase: 'Pending', capacity: { storage: '5Gi' }, accessModes: ['ReadWriteOnce'] };
    expect(printedRow(persistentVolumeClaims, { status })).toEqual({
      ...{ Name: 'x', Status: 'Pending', Volume: '', Capacity: '', 'Access Modes': '', StorageClass: '' },
      ...{ VolumeAttributesClass: '<unset>', Age: '<unknown>', VolumeMode: '<unset>' },
    });
    expect(printedRow(persistentVolumeClaims, { metadata: going, status })['Status']).toBe('Terminating');
    expect(printedRow(persistentVolumeClaims, { metadata: marked(OLD_CLASS, 'old') })['StorageClass']).toBe('old');
  });
});

describe('the row of a StorageClass', () => {
  it('is whole', () => {
    const fields = { provisioner: 'p', reclaimPolicy: 'Retain', volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: true };
    expect(printedRow(storageClasses, { metadata, ...fields })).toEqual({
      ...{ Name: 'x', Provisioner: 'p', ReclaimPolicy: 'Retain', VolumeBindingMode: 'WaitForFirstConsumer' },
      ...{ AllowVolumeExpansion: true, Age: '90s' },
    });
    const bare = printedRow(storageClasses, { provisioner: 'p' });
    expect(bare).toMatchObject({ ReclaimPolicy: 'Delete', VolumeBindingMode: 'Immediate', AllowVolumeExpansion: false });
  });

  it.each([
    ['storageclass.kubernetes.io/is-default-class', 'true', 'x (default)'],
    ['storageclass.beta.kubernetes.io/is-default-class', 'true', 'x (default)'],
    ['storageclass.kubernetes.io/is-default-class', 'True', 'x'],
    ['storageclass.kubernetes.io/is-default-class', 'false', 'x'],
  ])('marked %s=%s is called %s', (mark, value, Name) => {
    expect(printedRow(storageClasses, { metadata: marked(mark, value) })['Name']).toBe(Name);
  });
});

describe('the row of', () => {
  it('a VolumeAttributesClass', () => {
    expect(printedRow(volumeAttributesClasses, { metadata, driverName: 'd' })).toEqual({ Name: 'x', DriverName: 'd', Age: '90s' });
    const mark = 'volumeattributesclass.alpha.kubernetes.io/is-default-class';
    expect(printedRow(volumeAttributesClasses, { metadata: marked(mark, 'true') })['Name']).toBe('x (default)');
  });

  it('a VolumeAttachment', () => {
    const spec = { attacher: 'd', nodeName: 'node-1', source: { persistentVolumeName: 'pv-1' } };
    expect(printedRow(volumeAttachments, { metadata, spec, status: { attached: true } })).toEqual({
      ...{ Name: 'x', Attacher: 'd', PV: 'pv-1', Node: 'node-1', Attached: true, Age: '90s' },
    });
    expect(printedRow(volumeAttachments, { spec: { ...spec, source: {} } })).toMatchObject({ PV: '', Attached: false });
  });

  it('a CSIDriver', () => {
    const spec = {
      ...{ attachRequired: false, podInfoOnMount: true, storageCapacity: true, requiresRepublish: true },
      ...{ tokenRequests: [{ audience: '' }, { audience: 'vault' }], volumeLifecycleModes: ['Persistent', 'Ephemeral'] },
    };
    expect(printedRow(csiDrivers, { metadata, spec })).toEqual({
      ...{ Name: 'x', AttachRequired: false, PodInfoOnMount: true, StorageCapacity: true, TokenRequests: ',vault' },
      ...{ RequiresRepublish: true, Modes: 'Persistent,Ephemeral', Age: '90s' },
    });
    expect(printedRow(csiDrivers, {})).toMatchObject({
      ...{ AttachRequired: true, PodInfoOnMount: false, StorageCapacity: false, TokenRequests: '<unset>' },
      ...{ RequiresRepublish: false, Modes: '<none>' },
    });
  });

  it('a CSINode and a CSIStorageCapacity', () => {
    expect(printedRow(csiNodes, { metadata, spec: { drivers: [{}, {}] } })).toEqual({ Name: 'x', Drivers: 2, Age: '90s' });
    expect(printedRow(csiNodes, {})['Drivers']).toBe(0);
    const fields = { storageClassName: 'fast', capacity: '9Gi' };
    expect(printedRow(csiStorageCapacities, fields)).toEqual({ Name: 'x', StorageClassName: 'fast', Capacity: '9Gi' });
    expect(printedRow(csiStorageCapacities, { storageClassName: 'fast' })['Capacity']).toBe('<unset>');
  });
});
