// Which Kubernetes this is, as `kubectl version` asks. Models apimachinery/pkg/version.Info.
import { RELEASE } from '../../api/release.ts';

/**
 * The lab says of itself what it is; what clients decide by is the release it follows. Its name stands behind a plus, as a
 * build and no pre-release: to version ranges, such as charts ask for, `1.34.9-kubelab` would be less than `1.34.9`.
 */
export const VERSION = {
  major: '1',
  minor: '34',
  emulationMajor: '1',
  emulationMinor: '34',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '33',
  gitVersion: `${RELEASE}+kubelab`,
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'simulated/lab',
};
