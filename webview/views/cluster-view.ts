// The cluster view: puts transport, past bar, stage, loops, trace and inspector into the panel's grid and gives each its slice of the state.
import { html, nothing, type PropertyValues } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import '../elements/activity-view.ts';
import type { ClusterStage } from '../elements/cluster-stage.ts';
import '../elements/cluster-stage.ts';
import { ghostStage } from '../elements/ghost-stage.ts';
import '../elements/inspector.ts';
import '../elements/loops-strip.ts';
import '../elements/past-bar.ts';
import { startPanel } from '../elements/start-panel.ts';
import '../elements/text-view.ts';
import '../elements/trace-view.ts';
import '../elements/transport-bar.ts';
import { ViewElement } from '../elements/view-element.ts';
import type { Font } from '../layout/font.ts';
import { layoutPanel, type PanelLayout } from '../layout/panel.ts';
import type { Conductor } from '../store/conductor.ts';
import { memo } from '../store/memo.ts';
import { followedPod } from '../store/path.ts';
import { messageMs } from '../store/player.ts';
import type { TraceModel } from '../store/trace-model.ts';
import { isPast, live, shownClock, type ViewState } from '../store/view-state.ts';
import type { ViewStore } from '../store/view-store.ts';
import { measuredFont } from '../theme/measure.ts';
import { addStyles } from '../theme/styles.ts';
import { handleKey } from './keys.ts';
import { createStageModeler, leastMapHeight } from './stage-model.ts';

/** The line above the map. */
const headHeight = 28;

@customElement('kl-cluster-view')
export class ClusterView extends ViewElement {
  conductor!: Conductor;
  store!: ViewStore;
  @state() private width = innerWidth;
  @state() private height = innerHeight;
  @state() private dragging = false;
  @state() private themeVersion = 0;
  @query('kl-stage') private readonly stage!: ClusterStage | null;

  readonly #model = createStageModeler();
  readonly #modelOnce = memo(
    (
      picture: ViewState['picture'],
      trace: TraceModel | undefined,
      step: number,
      packet: boolean,
      width: number,
      height: number,
      font: Font,
    ) => this.#model({ picture, trace, step, packet, width, height, font }),
  );
  #shownStep = '';
  #shownSteps: { readonly root: number; readonly steps: number } = { root: 0, steps: 0 };
  #unsubscribe: (() => void) | undefined;
  #themeWatch: MutationObserver | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = this.store.subscribe(() => this.requestUpdate());
    addEventListener('resize', this.#resize);
    addEventListener('keydown', this.#key);
    this.#themeWatch = new MutationObserver(() => this.themeVersion++);
    this.#themeWatch.observe(document.body, {
      attributes: true,
      attributeFilter: ['class', 'data-vscode-theme-kind', 'data-vscode-theme-id'],
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
    this.#themeWatch?.disconnect();
    removeEventListener('resize', this.#resize);
    removeEventListener('keydown', this.#key);
  }

  readonly #resize = () => {
    this.width = innerWidth;
    this.height = innerHeight;
  };

  readonly #key = (event: KeyboardEvent) => handleKey(event, this.conductor, this.store.state);

  /** Draws at most once a frame, however fast the lab speaks. */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.hasUpdated && !document.hidden) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    await super.scheduleUpdate();
  }

  protected override render() {
    const view = this.store.state;
    const running = view.lab?.phase === 'running' && view.hasPicture;
    const past = running && isPast(view);
    const tiles = view.level === 'tiles' && !view.followed && view.walk === undefined;
    const lanes = tiles ? (view.activity?.lanes.length ?? 9) : (view.trace?.lanes.length ?? 3);
    const stageLeast = this.#stageLeast(view.picture, this.width);
    const panel = layoutPanel({
      width: this.width,
      height: this.height,
      lanes,
      past,
      running,
      stageLeast,
      packet: view.walk !== undefined,
    });
    return html`<main class="panel" .style=${`width:${this.width}px;grid-template-columns:${panel.columns};grid-template-rows:${panel.rows}`}
        @click=${this.#click} @dblclick=${this.#open} @scrub=${(event: CustomEvent<boolean>) => (this.dragging = event.detail)}
        @pick-object=${(event: CustomEvent<string>) => this.conductor.select({ kind: 'object', object: event.detail })} @open-object=${(event: CustomEvent<string>) => this.conductor.openYaml(event.detail)}>
      <div class="full">${this.#transport(view, past)}</div>
      ${past ? this.#pastBar(view) : nothing}
      ${running ? this.#running(view, panel, past, tiles) : this.#starting(view, panel)}
      <div class="sr" aria-live="polite">${view.announcement}</div>
    </main>`;
  }

  #transport(view: ViewState, past: boolean) {
    const { lab, picture } = view;
    const revision = past ? picture.revision : Math.max(picture.revision, lab?.revision ?? 0);
    return html`<kl-transport .conductor=${this.conductor} .lab=${lab} .revision=${revision} .clock=${shownClock(view)} .past=${past} .textView=${view.textView} .width=${this.width} .font=${measuredFont()}></kl-transport>`;
  }

  #pastBar(view: ViewState) {
    const at = view.goal.at === 'past' ? view.goal.timeUs : view.picture.timeUs;
    return html`<kl-past-bar .conductor=${this.conductor} .revision=${view.picture.revision} .agoUs=${Math.max(0, (view.lab?.timeUs ?? 0) - at)} .headRevision=${view.lab?.revision ?? 0} .paused=${view.lab?.paused ?? false} .now=${shownClock({ ...view, goal: live })} .playing=${view.playing} .width=${this.width}></kl-past-bar>`;
  }

  #starting(view: ViewState, panel: PanelLayout) {
    const boot = view.lab?.boot ?? [];
    return html`<div class="stage">${ghostStage(panel.stageWidth, panel.stageHeight, boot)}</div>
      ${startPanel(view.lab, panel.side, { start: this.conductor.startCluster, sample: this.conductor.openSample })}`;
  }

  #running(view: ViewState, panel: PanelLayout, past: boolean, tiles: boolean) {
    const step = view.followed ? view.step : 0;
    const model = this.#modelOnce(
      view.picture,
      view.trace,
      step,
      view.walk !== undefined,
      panel.stageWidth,
      panel.stageHeight - headHeight,
      measuredFont(),
    );
    const selected =
      view.selection === undefined ? '' : view.selection.kind === 'object' ? view.selection.object : view.selection.component;
    const first = past ? 3 : 2;
    const cursorUs = view.goal.at === 'past' ? view.goal.timeUs : -1;
    return html`${
      view.textView
        ? html`<kl-text .state=${view} .conductor=${this.conductor}></kl-text>`
        : html`<kl-stage role="group" aria-label="Cluster" .model=${model} .picture=${view.picture} .walk=${view.walk} .activity=${view.activity} .selected=${selected}
            .followed=${this.#followed(view.trace, step)} .chosen=${chosenWorkload(view, selected)} .themeVersion=${this.themeVersion} .moving=${!this.dragging}></kl-stage>`
    }
      <kl-loops .loops=${view.picture.loops} .width=${panel.stageWidth} .selected=${selected} .font=${measuredFont()}></kl-loops>
      ${
        tiles
          ? html`<kl-activity .activity=${view.activity} .width=${panel.stageWidth} .height=${panel.traceHeight}></kl-activity>`
          : html`<kl-trace .conductor=${this.conductor} .trace=${view.trace} .timeline=${view.timeline} .bookmarks=${view.bookmarks} .step=${step} .cursorUs=${cursorUs}
              .nowUs=${view.trace?.open === true ? (view.lab?.timeUs ?? 0) : 0} .font=${measuredFont()} .width=${panel.stageWidth} .height=${panel.traceHeight}></kl-trace>`
      }
      <kl-inspector .conductor=${this.conductor} .state=${view} .side=${panel.side} .narrow=${(panel.side ? panel.inspectorWidth : panel.inspectorWidth / 2) < 340} .style=${panel.side ? `grid-column:2;grid-row:${first}/${first + 3}` : ''}></kl-inspector>`;
  }

  /** The least height of the stage, the line above the map included. */
  readonly #stageLeast = memo((picture: ViewState['picture'], width: number) => {
    const map = leastMapHeight(picture, width);
    return map === undefined ? undefined : headHeight + map;
  });

  /** The newest pod that the followed steps are about. */
  readonly #followed = memo((trace: TraceModel | undefined, step: number): string => {
    for (let number = step; number > 0; number--) {
      const pod = followedPod(trace?.steps[number - 1]);
      if (pod !== '') {
        return pod;
      }
    }
    return '';
  });

  protected override updated(_changed: PropertyValues): void {
    const view = this.store.state;
    const level = this.stage?.model?.level;
    if (level !== undefined && level !== view.level) {
      this.conductor.setLevel(level);
    }
    this.#playMessages(view);
  }

  /** A step that becomes current shows its messages; while nothing is followed, new steps of the newest request do. */
  #playMessages(view: ViewState): void {
    const { trace, lab } = view;
    if (trace === undefined || lab === null || lab === undefined) {
      return;
    }
    const duration = messageMs(lab.speed);
    if (view.followed) {
      const key = `${trace.root} ${view.step}`;
      const step = trace.steps[view.step - 1];
      if (key !== this.#shownStep && step !== undefined && !this.dragging) {
        void this.stage?.updateComplete.then(() => this.stage?.play(step, duration));
      }
      this.#shownStep = key;
    } else if (!isPast(view) && lab.idle === false) {
      const before = this.#shownSteps.root === trace.root ? this.#shownSteps.steps : 0;
      for (const step of trace.steps.slice(before, before + 12)) {
        this.stage?.play(step, duration);
      }
    }
    this.#shownSteps = { root: trace.root, steps: trace.steps.length };
  }

  #click(event: MouseEvent): void {
    const target = (event.target as Element).closest<HTMLElement>('[data-object],[data-component]');
    const object = target?.dataset['object'];
    const component = target?.dataset['component'];
    if (object !== undefined) {
      this.conductor.select({ kind: 'object', object });
    } else if (component !== undefined) {
      this.conductor.select({ kind: 'component', component });
    }
  }

  #open(event: MouseEvent): void {
    const object = (event.target as Element).closest<HTMLElement>('[data-object]')?.dataset['object'];
    if (object !== undefined) {
      this.conductor.openYaml(object);
    }
  }
}

/** The workload drawn in blue among tiles: that of the selected pod or the selected workload. */
function chosenWorkload(view: ViewState, selected: string): string {
  const [plural, namespace, name] = selected.split('/');
  if (plural !== 'pods') {
    return plural === 'nodes' || plural === undefined || name === undefined ? '' : selected;
  }
  for (const pod of view.picture.pods.values()) {
    if (pod.namespace === namespace && pod.name === name) {
      return pod.workload;
    }
  }
  return '';
}

addStyles(`
kl-cluster-view{display:block;height:100%}
.panel{height:100%;display:grid;position:relative;overflow:clip;margin:0}
.panel>*{min-width:0;min-height:0}
.full{grid-column:1/-1}
.stage{position:relative;overflow:clip;min-width:0}
`);
