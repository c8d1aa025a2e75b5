// The icons of the view: 16 px outlines drawn with the current colour.
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

const shapes = {
  play: svg`<path d="M5 3.2v9.6l7.6-4.8z" fill="currentColor" stroke="none"/>`,
  pause: svg`<path d="M5.5 3.5v9M10.5 3.5v9" stroke-width="2"/>`,
  forward: svg`<path d="M4 3.2v9.6l6-4.8z" fill="currentColor" stroke="none"/><path d="M12 3.5v9" stroke-width="1.6"/>`,
  back: svg`<path d="M12 3.2v9.6L6 8z" fill="currentColor" stroke="none"/><path d="M4 3.5v9" stroke-width="1.6"/>`,
  undo: svg`<path d="M3 6h6.5a3.5 3.5 0 0 1 0 7H6M3 6l3-3M3 6l3 3"/>`,
  replay: svg`<path d="M3.4 5.2A5.4 5.4 0 1 1 2.6 8M3.2 2v3.4h3.4"/><path d="M6.6 5.6v4.8l4-2.4z" fill="currentColor" stroke="none"/>`,
  bookmark: svg`<path d="M4.5 2.5h7v11L8 10.6l-3.5 2.9z"/>`,
  text: svg`<path d="M2.5 4h11M2.5 8h11M2.5 12h7"/>`,
  copy: svg`<path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3"/>`,
  more: svg`<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2"/>`,
  warning: svg`<path d="M8 2.5 14.2 13.5H1.8zM8 6.6v3.2M8 11.7v.01"/>`,
  terminal: svg`<path d="M1.8 2.8h12.4v10.4H1.8zM4.4 6l2.2 2-2.2 2M8.4 10.4h3"/>`,
  api: svg`<path d="M8 1.8 13.4 5v6L8 14.2 2.6 11V5zM8 5.6v4.8M5.4 8h5.2"/>`,
  store: svg`<path d="M3 4.2v7.6c0 1.2 2.2 2 5 2s5-.8 5-2V4.2"/><ellipse cx="8" cy="4.2" rx="5" ry="2"/><path d="M3 8c0 1.2 2.2 2 5 2s5-.8 5-2"/>`,
  scheduler: svg`<path d="M2.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 2.5h4v4h-4z"/><path d="m9.6 11.6 1.6 1.6 2.6-3.2"/>`,
  gear: svg`<circle cx="8" cy="8" r="2.2"/><path d="M8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4"/>`,
  cloud: svg`<path d="M4.6 12.5a2.9 2.9 0 0 1-.3-5.8 3.9 3.9 0 0 1 7.5 1 2.5 2.5 0 0 1-.3 4.8z"/>`,
  node: svg`<path d="M2 3h12v4.2H2zM2 8.8h12V13H2zM4.4 5.1h.01M4.4 10.9h.01M9 5.1h3M9 10.9h3"/>`,
  balancer: svg`<path d="M2 8h4M6 8c3 0 2.4-4.5 7-4.5M6 8c3 0 2.4 4.5 7 4.5M6 8h7.5M11.6 2l1.6 1.5L11.6 5M11.6 11l1.6 1.5-1.6 1.5M12 6.6 13.5 8 12 9.4"/>`,
  globe: svg`<circle cx="8" cy="8" r="6"/><path d="M2 8h12M8 2c2.2 2 2.2 10 0 12M8 2c-2.2 2-2.2 10 0 12"/>`,
  previous: svg`<path d="M10 3.5 5.5 8l4.5 4.5"/>`,
  next: svg`<path d="M6 3.5 10.5 8 6 12.5"/>`,
  clock: svg`<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>`,
  pod: svg`<rect x="2" y="2" width="12" height="12" rx="4"/><rect x="5.5" y="5.5" width="5" height="5" rx="1" fill="currentColor" stroke="none"/>`,
  close: svg`<path d="m4 4 8 8M12 4l-8 8"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof shapes;

export function icon(name: IconName, classes = ''): TemplateResult {
  return html`<svg class="i ${classes}" viewBox="0 0 16 16" aria-hidden="true">${shapes[name]}</svg>`;
}
