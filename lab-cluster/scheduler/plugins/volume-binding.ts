// A pod whose claim does not exist cannot be placed anywhere.
// Models pkg/scheduler/framework/plugins/volumebinding. Simplified: the lab keeps no claims, so every one is missing.
import { definePlugin, SKIP } from '../framework.ts';

export const volumeBinding = definePlugin({
  name: 'VolumeBinding',
  freedBy: ['node-added', 'node-changed'],
  beforeFilter({ pod }) {
    const claim = pod.pod.spec.volumes?.find((volume) => volume.persistentVolumeClaim !== undefined)?.persistentVolumeClaim;
    if (claim === undefined) return SKIP;
    return { refusal: { reasons: [`persistentvolumeclaim "${claim.claimName}" not found`], resolvable: false, epilogue: 'not found' } };
  },
});
