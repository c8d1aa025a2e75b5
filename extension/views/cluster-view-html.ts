// The page around the cluster view: nothing may load or run but what carries this page's nonce. Pure.

export interface PageParts {
  readonly nonce: string;
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri?: string;
}

export function clusterViewHtml({ nonce, cspSource, scriptUri, styleUri }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
  ].join('; ');
  const style = styleUri === undefined ? '' : `<link rel="stylesheet" nonce="${nonce}" href="${styleUri}">\n`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cluster</title>
${style}<style nonce="${nonce}">html, body { margin: 0; padding: 0; height: 100%; }</style>
</head>
<body>
<script nonce="${nonce}" src="${scriptUri}"></script>
</body>
</html>
`;
}
