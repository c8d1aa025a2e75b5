// Paints pods as tiles on a canvas: healthy ones in one neutral, exceptions by shape. Colours are read from the theme.
import type { PodRow } from '../../lab-cluster/index.ts';
import { nodeCorner, tileLabelHeight, type TilesGeometry } from '../layout/tiles.ts';
import { podLook } from '../store/pods.ts';

export interface TileColors {
  readonly ready: string;
  readonly chosen: string;
  readonly starting: string;
  readonly crashing: string;
  readonly terminating: string;
}

/** Resolves the theme's mixes to what a canvas understands; call again when the theme changes. */
export function readTileColors(): TileColors {
  const probe = document.createElement('i');
  document.body.append(probe);
  const read = (color: string) => {
    probe.style.color = color;
    return getComputedStyle(probe).color;
  };
  const highContrast = document.body.dataset['vscodeThemeKind']?.startsWith('vscode-high-contrast') === true;
  const colors = {
    ready: read(highContrast ? 'var(--fg)' : 'color-mix(in srgb,var(--fg) 34%,var(--bg))'),
    chosen: read('var(--acc1)'),
    starting: read('var(--warn)'),
    crashing: read('var(--bad)'),
    terminating: read('var(--mute)'),
  };
  probe.remove();
  return colors;
}

export interface TilePaint {
  readonly geometry: TilesGeometry;
  readonly colors: TileColors;
  /** Workload drawn in blue, or empty. */
  readonly chosen: string;
}

/** Paints one node's cells; the caller has cleared them. */
export function paintNode(context: CanvasRenderingContext2D, index: number, pods: readonly PodRow[], paint: TilePaint): void {
  const { geometry, colors } = paint;
  const corner = nodeCorner(geometry, index);
  const size = geometry.cell - (geometry.cell > 6 ? 1.5 : 1);
  const top = corner.y + tileLabelHeight;
  context.fillStyle = colors.ready;
  const special: number[] = [];
  for (let at = 0; at < pods.length; at++) {
    const pod = pods[at];
    if (pod === undefined) {
      continue;
    }
    const look = podLook(pod);
    if ((look === 'ready' || look === 'ended') && (paint.chosen === '' || pod.workload !== paint.chosen)) {
      context.fillRect(
        corner.x + (at % geometry.across) * geometry.cell,
        top + Math.floor(at / geometry.across) * geometry.cell,
        size,
        size,
      );
    } else {
      special.push(at);
    }
  }
  for (const at of special) {
    const pod = pods[at];
    if (pod !== undefined) {
      paintSpecial(
        context,
        pod,
        corner.x + (at % geometry.across) * geometry.cell,
        top + Math.floor(at / geometry.across) * geometry.cell,
        size,
        colors,
      );
    }
  }
}

function paintSpecial(context: CanvasRenderingContext2D, pod: PodRow, x: number, y: number, size: number, colors: TileColors): void {
  const look = podLook(pod);
  switch (look) {
    case 'ready':
    case 'ended':
      context.fillStyle = colors.chosen;
      context.fillRect(x, y, size, size);
      return;
    case 'crashing':
      context.strokeStyle = colors.crashing;
      context.lineWidth = 1.6;
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + size, y + size);
      context.moveTo(x + size, y);
      context.lineTo(x, y + size);
      context.stroke();
      return;
    case 'starting':
    case 'pending':
    case 'notReady':
    case 'terminating':
      context.lineWidth = 1.2;
      context.strokeStyle = look === 'terminating' ? colors.terminating : colors.starting;
      context.setLineDash(look === 'terminating' ? [1.5, 1.5] : []);
      context.strokeRect(x + 0.6, y + 0.6, Math.max(1, size - 1.2), Math.max(1, size - 1.2));
      context.setLineDash([]);
  }
}
