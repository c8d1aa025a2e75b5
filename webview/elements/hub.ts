// The API server as the backplane: its title and, beside each port, a step's number and verb or what the client watches.
import { html, nothing, type TemplateResult } from 'lit';
import type { Slot } from '../layout/slots.ts';
import { icon } from '../theme/icons.ts';
import { addStyles, boxStyle } from '../theme/styles.ts';
import type { StageModel } from '../views/stage-model.ts';

export function hub(model: StageModel, selected: string): TemplateResult {
  const { geometry } = model;
  const lit = model.path.get('kube-apiserver');
  return html`<button class="hub ${model.hubDown ? 'off' : ''} ${lit?.current === true ? 'cur' : ''} ${selected === 'kube-apiserver' ? 'sel' : ''}" tabindex="-1" data-col="1" data-y="14" data-component="kube-apiserver" aria-label="API server${model.hubDown ? ', down' : ''}"
    .style=${boxStyle(geometry.hub)}><span class="t">${geometry.slim && lit?.current === true ? nothing : icon('api')}<span class="el">API server</span>${model.hubDown ? html`<span class="state">${icon('warning', 's14 bad')}down</span>` : nothing}${lit?.current === true ? html`<i class="no on">${lit.steps.at(-1)}</i>` : nothing}</span></button>`;
}

export function hubSlots(model: StageModel): TemplateResult {
  const { geometry } = model;
  const etcdX = geometry.hub.x + geometry.hub.w / 2;
  const below = geometry.hub.y + geometry.hub.h;
  return html`${model.slots.map((slot) => hubSlot(slot, model))}
    ${model.etcdStep === 0 ? nothing : html`<div class="slot ${model.etcdCurrent ? 'cur' : 'lit'}" .style=${`left:${etcdX + 8}px;top:${below}px`}><i class="no">${model.etcdStep}</i></div>`}
    ${model.quorumLost ? html`<div class="slot lit" .style=${`left:${etcdX - 90}px;top:${below}px`}>${icon('warning', 's12 bad')}no quorum</div>` : nothing}`;
}

function hubSlot(slot: Slot, model: StageModel): TemplateResult {
  const { geometry } = model;
  const style =
    slot.side === 'left'
      ? `left:${geometry.hub.x + 8}px;top:${slot.y - 7}px`
      : `right:${geometry.width - geometry.hub.x - geometry.hub.w + 8}px;top:${slot.y - 7}px`;
  return html`<div class="slot ${slot.broken === true ? 'lit' : ''} ${slot.side === 'right' ? 'r' : ''} ${slot.current ? 'cur' : slot.idle ? '' : 'lit'}" .style=${style}>${
    slot.idle ? nothing : html`<i class="no">${slot.step}</i>`
  }${slot.text === '' ? nothing : html`<span>${slot.text}</span>`}</div>`;
}

addStyles(`
.hub{position:absolute;background:var(--tint2);border-radius:6px;border:1px solid var(--outline);display:block}
.hub .t{position:absolute;left:8px;right:6px;top:5px;display:flex;gap:4px;align-items:center;font-size:13px;line-height:18px;font-weight:600}
.hub.sel{border-color:var(--vscode-focusBorder)}
.hub.off{border-style:dashed;background:repeating-linear-gradient(135deg,var(--tint2) 0 6px,var(--bg) 6px 12px)}.hub .state{position:absolute;left:0;top:24px;display:flex;gap:4px;align-items:center;font-size:11px;font-weight:400}
.hub.cur{border-color:var(--acc)}
body[data-vscode-theme-kind^=vscode-high-contrast] .hub{border-width:2px}
.slot{position:absolute;height:14px;line-height:14px;font-size:11px;color:var(--mute);white-space:nowrap;display:flex;gap:4px;align-items:center;pointer-events:none}
.slot.r{flex-direction:row-reverse}
.slot.lit{color:var(--fg)}.slot.cur{color:var(--acct);font-weight:600}
.no{font-style:normal;min-width:14px;height:14px;line-height:14px;border-radius:7px;padding:0 3px;font-size:10px;text-align:center;box-shadow:inset 0 0 0 1px var(--acc1);color:var(--fg);font-weight:600;font-variant-numeric:tabular-nums;flex:none}
.cur .no,.no.on{background:var(--acct);color:var(--bg);box-shadow:none}
body[data-vscode-theme-kind^=vscode-high-contrast] .no{font-size:11px;font-weight:700;min-width:16px;height:16px;line-height:16px;border-radius:8px}
body[data-vscode-theme-kind^=vscode-high-contrast] .slot.cur span{text-decoration:underline;text-underline-offset:3px}
`);
