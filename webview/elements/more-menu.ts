// The rest of the transport: what is needed less often, in a small menu that the keyboard reaches too.
import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Conductor } from '../store/conductor.ts';
import { icon } from '../theme/icons.ts';
import { addStyles } from '../theme/styles.ts';
import { iconButton } from '../theme/toolkit.ts';
import { ViewElement } from './view-element.ts';

interface Item {
  readonly label: string;
  readonly keys: string;
  readonly act: () => void;
}

@customElement('kl-more')
export class MoreMenu extends ViewElement {
  @property({ attribute: false }) conductor!: Conductor;
  @property({ type: Boolean }) disabled = false;
  @property({ type: Boolean }) past = false;
  @property({ type: Boolean }) textView = false;
  @state() private open = false;

  protected override render() {
    return html`<span class="more" @keydown=${this.#keys} @focusout=${this.#leave}>
      ${iconButton({ label: 'More', content: icon('more'), act: () => (this.open = !this.open), pressed: this.open, disabled: this.disabled })}
      ${this.open ? html`<div class="menu" role="menu" aria-label="More">${this.#items().map((item) => html`<button role="menuitem" @click=${() => this.#pick(item)}><span class="grow">${item.label}</span><span class="mu">${item.keys}</span></button>`)}</div>` : nothing}
    </span>`;
  }

  #items(): readonly Item[] {
    const act = this.conductor;
    return [
      { label: this.textView ? 'Picture' : 'Text view', keys: 'T', act: () => act.setTextView(!this.textView) },
      { label: 'Bookmark this revision', keys: 'B', act: act.bookmark },
      ...(this.past ? [] : [{ label: 'Advance ten seconds', keys: 'Shift+→', act: () => act.skip(10_000) }]),
      { label: 'Follow selection or newest request', keys: 'F', act: act.followSelection },
      { label: 'Replay the recorded steps', keys: 'R', act: act.replay },
      { label: 'Why is it so?', keys: 'W', act: act.why },
      { label: 'Previous bookmark', keys: '[', act: () => act.nextBookmark(-1) },
      { label: 'Next bookmark', keys: ']', act: () => act.nextBookmark(1) },
      { label: 'Return to live', keys: 'End', act: act.returnToLive },
      { label: 'Speed 0.01×', keys: '', act: () => act.setSpeed(0.01) },
      { label: 'Speed 1000×', keys: '', act: () => act.setSpeed(1000) },
    ];
  }

  #pick(item: Item): void {
    this.open = false;
    item.act();
  }

  #leave(event: FocusEvent): void {
    if (event.relatedTarget === null || !this.contains(event.relatedTarget as Node)) {
      this.open = false;
    }
  }

  /** Arrow keys move inside the menu, Escape leaves it. */
  #keys(event: KeyboardEvent): void {
    if (!this.open) {
      return;
    }
    const items = [...this.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const at = items.indexOf(event.target as HTMLElement);
    if (event.key === 'Escape') {
      this.open = false;
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      items[(at + (event.key === 'ArrowDown' ? 1 : -1) + items.length) % items.length]?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

addStyles(`
.more{position:relative;display:block}
.menu{position:absolute;right:0;top:30px;z-index:5;min-width:240px;padding:4px;border-radius:4px;background:var(--vscode-menu-background,var(--bg));border:1px solid var(--outline)}
.menu button{display:flex;gap:16px;width:100%;height:24px;align-items:center;padding:0 8px;border-radius:2px}
.menu button:hover{background:var(--hover)}
`);
