// The only file that knows the VS Code webview toolkit, which is archived upstream: replace it here and nowhere else.
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeRadio,
  vsCodeRadioGroup,
} from '@vscode/webview-ui-toolkit';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { addStyles } from './styles.ts';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeRadioGroup(),
  vsCodeRadio(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeProgressRing(),
);

export interface ButtonOptions {
  readonly label: string;
  readonly act: () => void;
  readonly secondary?: boolean;
  readonly disabled?: boolean;
  readonly title?: string;
}

export function button(options: ButtonOptions): TemplateResult {
  return html`<vscode-button class="tk-button ${options.secondary === true ? 'second' : ''}"
    appearance=${options.secondary === true ? 'secondary' : 'primary'}
    title=${options.title ?? nothing} ?disabled=${options.disabled === true} @click=${options.act}>${options.label}</vscode-button>`;
}

export interface IconButtonOptions {
  readonly label: string;
  readonly content: unknown;
  readonly act: () => void;
  readonly wide?: boolean;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
}

export function iconButton(options: IconButtonOptions): TemplateResult {
  const pressed = options.pressed === undefined ? nothing : String(options.pressed);
  return html`<vscode-button class="tk-icon ${options.wide === true ? 'wide' : ''} ${options.pressed === true ? 'on' : ''}"
    appearance="icon" title=${options.label} aria-label=${options.label} aria-pressed=${pressed}
    ?disabled=${options.disabled === true} @click=${options.act}>${options.content}</vscode-button>`;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface ChoiceOptions {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly value: string;
  readonly pick: (value: string) => void;
  readonly disabled?: boolean;
}

/** One of a few, all of them visible: a radio group drawn as one segmented strip. */
export function segments(options: ChoiceOptions): TemplateResult {
  const change = (event: Event) => {
    const value = (event.target as HTMLElement & { value?: string }).value;
    if (value !== undefined && value !== options.value) {
      options.pick(value);
    }
  };
  return html`<vscode-radio-group class="tk-seg" aria-label=${options.label} ?disabled=${options.disabled === true}
    .value=${live(options.value)} @change=${change}>
    ${options.choices.map((choice) => html`<vscode-radio value=${choice.value}>${choice.label}</vscode-radio>`)}
  </vscode-radio-group>`;
}

/** One of a few, where there is no room to show them all. */
export function menu(options: ChoiceOptions): TemplateResult {
  const change = (event: Event) => options.pick((event.target as HTMLElement & { value: string }).value);
  return html`<vscode-dropdown class="tk-menu" aria-label=${options.label} ?disabled=${options.disabled === true}
    .value=${live(options.value)} @change=${change}>
    ${options.choices.map((choice) => html`<vscode-option value=${choice.value}>${choice.label}</vscode-option>`)}
  </vscode-dropdown>`;
}

/** A wait; it never goes without a name. */
export function progress(label: string): TemplateResult {
  return html`<span class="tk-wait"><vscode-progress-ring aria-label=${label}></vscode-progress-ring>${label}</span>`;
}

addStyles(`
.tk-button{height:24px;font-size:12px;white-space:nowrap;border-radius:2px;flex:none}
.tk-button::part(control){padding:3px 10px;line-height:16px;font:12px/16px var(--vscode-font-family)}
.tk-button.second{background:none;color:var(--fg);border:1px solid color-mix(in srgb,var(--fg) 32%,var(--bg))}
.tk-button.second::part(control){padding:2px 9px;color:var(--fg);background:none}
.tk-icon{width:28px;height:28px;flex:none;border-radius:4px;color:var(--fg)}
.tk-icon.wide{width:42px}
.tk-icon::part(control){width:100%;height:100%;padding:5px 0;font:11px/16px var(--mono);color:var(--fg);white-space:nowrap}
.tk-icon::part(content){display:flex;justify-content:center;align-items:center}
.tk-icon.on{background:var(--tint2);outline:1px solid var(--bd)}
.tk-icon[disabled]{opacity:.4}
.tk-seg{display:flex;height:24px;padding:2px;border-radius:4px;background:var(--tint);border:1px solid var(--bd);flex:none;width:max-content}
.tk-seg::part(positioning-region){display:flex;flex-direction:row;flex-wrap:nowrap;gap:0}
.tk-seg vscode-radio{margin:0;padding:0 8px;height:20px;border-radius:2px;font-size:11px;line-height:20px;color:var(--mute);cursor:pointer;display:flex;align-items:center}
.tk-seg vscode-radio::part(control){display:none}
.tk-seg vscode-radio::part(label){margin:0;padding:0;font:11px/20px var(--vscode-font-family);color:inherit;cursor:pointer}
.tk-seg vscode-radio[aria-checked=true]{background:var(--pressed);color:var(--fg);outline:1px solid var(--ring);outline-offset:-1px}
.tk-seg vscode-radio:focus-visible{outline:var(--focus) solid var(--vscode-focusBorder)}
body[data-vscode-theme-kind^=vscode-high-contrast] .tk-seg{padding:1px}
.tk-menu{height:24px;min-width:72px;width:72px;flex:none;font-size:11px}
.tk-menu::part(control){padding:1px 4px 1px 8px;font:11px/20px var(--vscode-font-family);min-height:22px}.tk-menu::part(selected-value){overflow:visible;text-overflow:clip}.tk-menu::part(indicator){margin-inline-start:4px;flex:none}
.tk-wait{display:flex;gap:8px;align-items:center}.tk-wait vscode-progress-ring{width:16px;height:16px}
`);
