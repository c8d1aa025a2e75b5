// The parts an inspector is made of, each left out when it has nothing to say.
import { html, nothing, type TemplateResult } from 'lit';
import type { DiffLine, Explanation } from '../../lab-cluster/index.ts';
import type { Telling } from '../store/view-state.ts';
import { begun, sentence } from '../store/words.ts';
import { icon } from '../theme/icons.ts';
import { addStyles } from '../theme/styles.ts';
import { iconButton, segments } from '../theme/toolkit.ts';

export type Part = TemplateResult | symbol;

export function section(title: string, body: unknown): TemplateResult {
  return html`<section class="sec">${title === '' ? nothing : html`<h3 class="h">${title}</h3>`}${body}</section>`;
}

/** Names and addresses in a sentence are set in the editor font. */
export function prose(text: string): unknown {
  const pieces = sentence(text).split(
    /(`[^`]+`|\b\d+\.\d+\.\d+\.\d+(?::\d+)?\b|\b[a-z0-9]+(?:-[a-z0-9]+)*-[bcdfghjklmnpqrstvwxz2456789]{5}\b)/,
  );
  return pieces.map((piece, index) => (index % 2 === 1 ? html`<span class="m">${piece.replaceAll('`', '')}</span>` : piece));
}

/** `objects`: whom it is about. */
export function sawDecidedWrote(
  parts: { readonly saw: string; readonly decided: string; readonly wrote: string },
  objects: readonly string[],
): Part {
  const rows = [
    ['saw', parts.saw],
    ['decided', parts.decided],
    ['wrote', parts.wrote],
  ] as const;
  if (rows.every(([, text]) => text === '')) {
    return nothing;
  }
  return section(
    '',
    html`<dl class="sdw">${rows.map(([word, text]) => (text === '' ? nothing : html`<dt>${word}</dt><dd>${prose(begun(text, objects))}</dd>`))}</dl>`,
  );
}

export function pipelinePart(pipeline: Explanation['pipeline']): Part {
  return pipeline.length === 0
    ? nothing
    : section(
        'Inside the API server',
        html`<ol class="steps">${pipeline.map((step) => html`<li><span>${step.step}</span><span class="mu">${step.text}</span></li>`)}</ol>`,
      );
}

const brokenWords = /\b(down|killed?|failed|NotReady|unreachable|crash\w*|no heartbeat)\b/i;

/** Why is it so: from the first cause down to what is seen. Each reason leads to its span. */
export function reasonsPart(reasons: Explanation['reasons'], trouble: boolean, open: (span: number) => void): Part {
  if (reasons.length === 0) {
    return nothing;
  }
  const ordered = [...reasons].reverse();
  const root = ordered.findIndex((reason) => brokenWords.test(reason.text));
  return section(
    'Because',
    html`<ol class="steps chain">${ordered.map(
      (reason, index) => html`<li class=${!trouble ? '' : index === root ? 'on root' : index === ordered.length - 1 ? 'on last' : ''}>
      ${reason.span > 0 ? html`<button class="why" @click=${() => open(reason.span)}>${prose(reason.text)}</button>` : html`<span>${prose(reason.text)}</span>`}</li>`,
    )}</ol>`,
  );
}

const mostDiffLines = 60;

export function diffPart(diff: readonly DiffLine[]): Part {
  if (diff.length === 0) {
    return nothing;
  }
  const shown = diff.slice(0, mostDiffLines);
  return section(
    'Object',
    html`<div class="code">${shown.map((line) => html`<div class=${line.mark === '+' ? 'add' : line.mark === '-' ? 'del' : ''}><i aria-label=${line.mark === '+' ? 'added' : line.mark === '-' ? 'removed' : nothing}>${line.mark}</i>${line.text}</div>`)}${
      diff.length > shown.length ? html`<div class="mu">${diff.length - shown.length} lines more in the editor</div>` : nothing
    }</div>`,
  );
}

export function commandPart(command: string, copy: (text: string) => void): Part {
  if (command === '') {
    return nothing;
  }
  const title = command.startsWith('kubectl') ? 'Same question in kubectl' : 'Same thing on the node';
  return section(
    title,
    html`<div class="kc"><span>${command}</span>${iconButton({ label: 'Copy command', content: icon('copy'), act: () => copy(command) })}</div>`,
  );
}

const tellingNames = [
  { value: 'plain', label: 'Plain' },
  { value: 'port', label: 'Shipping port' },
  { value: 'office', label: 'Office' },
];

export function rolePart(explanation: Explanation, telling: Telling, pick: (telling: Telling) => void): Part {
  const { tellings } = explanation;
  if (tellings === undefined) {
    return nothing;
  }
  return section(
    'Role',
    html`${segments({ label: 'How the role is told', choices: tellingNames, value: telling, pick: (value) => pick(value as Telling) })}<p class="telling">${tellings[telling]}</p>`,
  );
}

addStyles(`
.sec+.sec{margin-top:14px}.sec>.h{margin:0 0 4px;display:flex;align-items:center;gap:6px}
.sdw{margin:0;display:grid;grid-template-columns:52px minmax(0,1fr);gap:6px 8px;font-size:12px;line-height:17px}.sdw dt{color:var(--mute);font-size:11px}.sdw dd{margin:0;overflow-wrap:anywhere}
.code{font:11px/16px var(--mono);white-space:pre;overflow:hidden;border-radius:4px;background:var(--tint);border:1px solid var(--bd);padding:6px 0}
.code div{padding:0 8px 0 20px;position:relative;overflow:hidden;text-overflow:ellipsis}.code i{position:absolute;left:8px;font-style:normal}
.code .add{background:var(--vscode-diffEditor-insertedLineBackground)}.code .del{background:var(--vscode-diffEditor-removedLineBackground)}
body[data-vscode-theme-kind^=vscode-high-contrast] :is(.code .add,.code .del){font-weight:600;background:none;border-left:4px solid var(--ok);padding-left:16px}body[data-vscode-theme-kind^=vscode-high-contrast] .code .del{border-left:4px dotted var(--bad)}body[data-vscode-theme-kind^=vscode-high-contrast] :is(.code .add,.code .del) i{left:4px}
.kc{display:flex;align-items:flex-start;gap:4px;background:var(--tint);border:1px solid var(--bd);border-radius:4px;padding:0 0 0 8px;font:11px/16px var(--mono)}.kc>span{flex:1;padding:6px 0;overflow-wrap:anywhere}
.steps{list-style:none;margin:0;padding:0}
.steps li{display:grid;grid-template-columns:20px minmax(0,1fr);position:relative;padding-bottom:8px;font-size:12px;line-height:16px;overflow-wrap:anywhere}
.steps li::before{content:"";position:absolute;left:6.5px;top:14px;bottom:-2px;width:1px;background:var(--quiet)}.steps li:last-child::before{display:none}
.steps li::after{content:"";position:absolute;left:3px;top:4px;width:8px;height:8px;border-radius:50%;background:var(--bg);border:1.5px solid var(--work)}
.steps li.on::after{background:var(--c,var(--acc));border-color:var(--c,var(--acc))}
.steps li.root{--c:var(--bad)}.steps li.last{--c:var(--warn)}
.steps li>*{grid-column:2}.steps .why:hover{text-decoration:underline}
.sec .sec+.note{margin-top:6px}.say+.note{margin-top:2px}
.say{font-size:13px;line-height:18px;margin:0}
.telling{margin:6px 0 0;line-height:17px}
`);
