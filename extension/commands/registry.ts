// Every command of the extension, in the order of the palette. Adding one is a file and a line here.
import { applyDocument } from './apply-document.ts';
import { applyFile } from './apply-file.ts';
import { applySelection } from './apply-selection.ts';
import type { Command } from './command.ts';
import { deleteDocument } from './delete-document.ts';
import { deleteFile } from './delete-file.ts';
import { deleteObject } from './delete-object.ts';
import { describe } from './describe.ts';
import { diffDocument } from './diff-document.ts';
import { explain } from './explain.ts';
import { killComponent } from './kill-component.ts';
import { openClusterView } from './open-cluster-view.ts';
import { openSample } from './open-sample.ts';
import { openTerminal } from './open-terminal.ts';
import { openYaml } from './open-yaml.ts';
import { pause } from './pause.ts';
import { reset } from './reset.ts';
import { restartComponent } from './restart-component.ts';
import { resume } from './resume.ts';
import { rewind } from './rewind.ts';
import { sendPacket } from './send-packet.ts';
import { serve } from './serve.ts';
import { showCoverage } from './show-coverage.ts';
import { showTrace } from './show-trace.ts';
import { skip } from './skip.ts';
import { speed } from './speed.ts';
import { start } from './start.ts';
import { step } from './step.ts';
import { stop } from './stop.ts';
import { unserve } from './unserve.ts';

export const commands: readonly Command[] = [
  start,
  stop,
  reset,
  openClusterView,
  showTrace,
  applyFile,
  applySelection,
  applyDocument,
  diffDocument,
  deleteFile,
  deleteDocument,
  deleteObject,
  describe,
  openYaml,
  explain,
  pause,
  resume,
  step,
  speed,
  skip,
  rewind,
  killComponent,
  restartComponent,
  sendPacket,
  openTerminal,
  serve,
  unserve,
  showCoverage,
  openSample,
];
