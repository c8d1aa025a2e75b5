// VS Code's API, taken in once: a bundle copies it for every file that imports it whole, and that was half of the activation time.
import * as vscode from 'vscode';

export { vscode };
