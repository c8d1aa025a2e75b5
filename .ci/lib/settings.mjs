// VS Code settings of a fresh profile that shows our extension and nothing that talks over it.
export const quietSettings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.colorTheme': 'Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  // Settings, shortcuts and running extensions open as ordinary editors.
  'workbench.editor.useModal': 'off',
  'workbench.reduceMotion': 'on',
  'window.restoreWindows': 'none',
  'window.autoDetectColorScheme': false,
  'terminal.integrated.gpuAcceleration': 'off',
  // Whoever runs this may have no shell to log in with.
  'terminal.integrated.defaultProfile.linux': 'bash',
  'telemetry.telemetryLevel': 'off',
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  // Looking for open ports starts processes, for which the extension host stands still.
  'remote.autoForwardPorts': false,
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'npm.fetchOnlinePackageInfo': false,
  'json.schemaDownload.enable': false,
  'files.simpleDialog.enable': true,
};
