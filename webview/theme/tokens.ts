// The colours and type of the cluster view, every one derived from a VS Code theme variable, and the few global rules.
// The default themes make charts-orange translucent, as it is a highlight of found text there: a packet's path takes it whole.
import { addStyles } from './styles.ts';

addStyles(`
*{box-sizing:border-box}
html,body{margin:0;height:100%}
html{overflow:clip}
body{
  --bg:var(--vscode-editor-background);--fg:var(--vscode-foreground);--mute:var(--vscode-descriptionForeground);
  --line:color-mix(in srgb,var(--fg) 14%,var(--bg));
  --grid:color-mix(in srgb,var(--fg) 10%,var(--bg));
  --quiet:color-mix(in srgb,var(--fg) 34%,var(--bg));
  --tint:color-mix(in srgb,var(--fg) 4%,var(--bg));
  --tint2:color-mix(in srgb,var(--fg) 9%,var(--bg));
  --pressed:color-mix(in srgb,var(--fg) 16%,var(--bg));
  --work:color-mix(in srgb,var(--fg) 46%,var(--bg));
  --outline:color-mix(in srgb,var(--fg) 20%,var(--bg));
  --acc:var(--vscode-charts-blue);--acct:var(--vscode-textLink-foreground);
  --acc1:color-mix(in srgb,var(--acc) 70%,var(--bg));
  --acc0:color-mix(in srgb,var(--acc) 14%,var(--bg));
  --ok:var(--vscode-charts-green);--warn:var(--vscode-charts-yellow);--bad:var(--vscode-charts-red);
  --data:rgb(from var(--vscode-charts-orange,var(--vscode-contrastActiveBorder,#d18616)) r g b / 1);--past:var(--vscode-charts-purple);
  --past0:color-mix(in srgb,var(--past) 12%,var(--bg));
  --hover:var(--vscode-toolbar-hoverBackground,transparent);
  --num:var(--mute);--mono:var(--vscode-editor-font-family,monospace);--bd:transparent;--focus:1px;--ring:transparent;
  padding:0;background:var(--bg);color:var(--fg);font:12px/16px var(--vscode-font-family,sans-serif);overflow:clip;
  -webkit-font-smoothing:antialiased}
body[data-vscode-theme-kind^=vscode-high-contrast]{
  --grid:color-mix(in srgb,var(--fg) 34%,var(--bg));--line:var(--vscode-contrastBorder);
  --quiet:color-mix(in srgb,var(--fg) 62%,var(--bg));--tint:var(--bg);--tint2:var(--bg);--pressed:var(--bg);--work:var(--fg);
  --outline:var(--vscode-contrastBorder);--acc1:var(--acc);--acc0:var(--bg);--past0:var(--bg);--bd:var(--vscode-contrastBorder);
  --num:var(--fg);--focus:2px;--ring:var(--vscode-contrastActiveBorder,var(--vscode-focusBorder))}
button{font:inherit;color:inherit;background:none;border:0;padding:0;margin:0;cursor:pointer;text-align:inherit}
:focus-visible{outline:var(--focus) solid var(--vscode-focusBorder);outline-offset:1px}
.m{font-family:var(--mono);font-size:11px}
.n{font-variant-numeric:tabular-nums}
.mu{color:var(--mute)}
.el{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.h{font-size:11px;line-height:16px;color:var(--mute);font-weight:600}
.a{position:absolute}
.i{width:16px;height:16px;flex:none;fill:none;stroke:currentColor;stroke-width:1.2;stroke-linecap:round;stroke-linejoin:round;display:block}
.i.s14{width:14px;height:14px}.i.s12{width:12px;height:12px}.i.bad{color:var(--bad)}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.grow{flex:1 1 auto;min-width:0}
.lk{color:var(--acct)}.lk:hover{text-decoration:underline}
`);
