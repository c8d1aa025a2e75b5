// The glyph of a pod: the outline is the pod, the squares inside are its containers. No square of a pod that is not Ready is filled.
import { html, svg, type TemplateResult } from 'lit';
import type { PodRow } from '../../lab-cluster/index.ts';
import { podLook } from '../store/pods.ts';
import { addStyles } from '../theme/styles.ts';

/** `followed` draws it in blue. At most two containers are drawn; more show as two. */
export function podGlyph(pod: PodRow, followed: boolean, box = 22): TemplateResult {
  const look = podLook(pod);
  const dots = look === 'pending' ? [] : pod.containers.slice(0, 2);
  const width = pod.containers.length > 1 ? 22 : 14;
  const waiting = look === 'pending' || look === 'starting';
  const tone =
    look === 'crashing'
      ? 'crash'
      : waiting
        ? 'wait'
        : look === 'terminating'
          ? 'term'
          : look === 'notReady'
            ? 'unready'
            : followed
              ? 'fol'
              : '';
  return html`<svg class="pc ${tone} ${followed ? 'blue' : ''}" width=${box} height="14" viewBox="0 0 ${Math.max(box, width)} 14" aria-hidden="true">
    <rect class="shell" x=".75" y=".75" width=${width - 1.5} height="12.5" rx="4"></rect>
    ${dots.map((dot, index) => container(look === 'notReady' && dot.state === 'ready' ? 'running' : dot.state, dots.length > 1 ? 4 + index * 8 : 4))}
  </svg>`;
}

function container(state: PodRow['containers'][number]['state'], x: number) {
  switch (state) {
    case 'ready':
      return svg`<rect class="full" x=${x} y="4" width="6" height="6" rx="1"></rect>`;
    case 'crashing':
      return svg`<path class="cross" d="M${x} 4l6 6m0-6l-6 6"></path>`;
    case 'running':
    case 'waiting':
    case 'ended':
      return svg`<rect class="hollow ${state}" x=${x + 0.5} y="4.5" width="5" height="5" rx="1"></rect>`;
  }
}

addStyles(`
.pc{flex:none;display:block;fill:none;stroke:var(--work);color:var(--work);stroke-width:1.2}
.pc .full{fill:currentColor;stroke:none}
.pc .cross{stroke:var(--bad);stroke-width:1.5}
.pc .hollow{stroke-width:1}
.pc .ended{opacity:.5}
.pc.fol,.pc.blue{color:var(--acc)}.pc.fol{stroke:var(--acc)}
.pc.wait{stroke:var(--warn)}.pc.wait .shell,.pc.term .shell{stroke-dasharray:2.5 2}
.pc.unready .shell{stroke:var(--warn)}
.pc.term{stroke:var(--mute);color:var(--mute)}
.pc.crash{stroke:var(--bad)}
`);
