// Stand-ins for the theme variables that VS Code gives a webview: its default dark, light and high contrast themes.
const fonts = {
  '--vscode-font-family':
    '-apple-system, BlinkMacSystemFont, "Segoe WPC", "Segoe UI", "Inter", system-ui, "Ubuntu", "Droid Sans", sans-serif',
  '--vscode-editor-font-family': '"SF Mono", Menlo, Consolas, "JetBrains Mono", monospace',
  '--vscode-font-size': '13px',
  '--vscode-font-weight': 'normal',
};

const kinds: Record<string, string> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  hc: 'vscode-high-contrast',
  hclight: 'vscode-high-contrast-light',
};

const colors: Record<string, string> = {
  dark: 'editor-background:#1f1f1f;foreground:#cccccc;descriptionForeground:#9d9d9d;focusBorder:#0078d4;charts-blue:#3794ff;charts-green:#89d185;charts-yellow:#cca700;charts-orange:#ea5c0055;charts-red:#f14c4c;charts-purple:#b180d7;button-background:#0078d4;button-foreground:#ffffff;button-hoverBackground:#026ec1;textLink-foreground:#4daafc;toolbar-hoverBackground:rgba(90,93,94,.31);diffEditor-insertedLineBackground:rgba(155,185,85,.2);diffEditor-removedLineBackground:rgba(255,0,0,.2);dropdown-background:#313131;dropdown-border:#3c3c3c;dropdown-foreground:#cccccc',
  light:
    'editor-background:#ffffff;foreground:#3b3b3b;descriptionForeground:#5c5c5c;focusBorder:#005fb8;charts-blue:#1a85ff;charts-green:#388a34;charts-yellow:#bf8803;charts-orange:#ea5c0055;charts-red:#e51400;charts-purple:#652d90;button-background:#005fb8;button-foreground:#ffffff;button-hoverBackground:#0258a8;textLink-foreground:#005fb8;toolbar-hoverBackground:rgba(184,184,184,.31);diffEditor-insertedLineBackground:rgba(155,185,85,.2);diffEditor-removedLineBackground:rgba(255,0,0,.12);dropdown-background:#ffffff;dropdown-border:#cecece;dropdown-foreground:#3b3b3b',
  hc: 'editor-background:#000000;foreground:#ffffff;descriptionForeground:#e6e6e6;focusBorder:#f38518;contrastBorder:#6fc3df;contrastActiveBorder:#f38518;charts-blue:#3794ff;charts-green:#89d185;charts-yellow:#ffd370;charts-orange:#f38518;charts-red:#f48771;charts-purple:#b180d7;button-background:#000000;button-foreground:#ffffff;button-border:#6fc3df;textLink-foreground:#21a6ff;diffEditor-insertedLineBackground:transparent;diffEditor-removedLineBackground:transparent;dropdown-background:#000000;dropdown-border:#6fc3df;dropdown-foreground:#ffffff',
  hclight:
    'editor-background:#ffffff;foreground:#292929;descriptionForeground:#292929;focusBorder:#006bbd;contrastBorder:#0f4a85;contrastActiveBorder:#006bbd;charts-blue:#0f4a85;charts-green:#374e06;charts-yellow:#895503;charts-orange:#895503;charts-red:#b5200d;charts-purple:#652d90;button-background:#0f4a85;button-foreground:#ffffff;button-border:#0f4a85;textLink-foreground:#0f4a85;diffEditor-insertedLineBackground:transparent;diffEditor-removedLineBackground:transparent;dropdown-background:#ffffff;dropdown-border:#0f4a85;dropdown-foreground:#292929',
};

/** The widest fonts a desktop is likely to have as its own. */
const wideFonts = { '--vscode-font-family': '"DejaVu Sans"', '--vscode-editor-font-family': '"DejaVu Sans Mono"' };

/** `stretch` makes a UI font of its own whose letters are that much larger, so that the view can measure them. */
export async function applyTheme(name: string, stretch: number, wide: boolean): Promise<void> {
  const kind = kinds[name] ?? 'vscode-dark';
  document.body.classList.add(kind);
  document.body.dataset['vscodeThemeKind'] = kind;
  const root = document.documentElement.style;
  for (const [variable, value] of Object.entries({ ...fonts, ...(wide ? wideFonts : {}) })) {
    root.setProperty(variable, value);
  }
  for (const pair of (colors[name] ?? colors['dark'] ?? '').split(';')) {
    const colon = pair.indexOf(':');
    root.setProperty(`--vscode-${pair.slice(0, colon)}`, pair.slice(colon + 1));
  }
  root.colorScheme = name === 'light' || name === 'hclight' ? 'light' : 'dark';
  if (stretch > 1) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`@font-face{font-family:Stretched;src:local("DejaVu Sans");size-adjust:${stretch * 100}%}`);
    document.adoptedStyleSheets.push(sheet);
    await document.fonts.load('12px Stretched');
    root.setProperty('--vscode-font-family', 'Stretched');
  }
}
